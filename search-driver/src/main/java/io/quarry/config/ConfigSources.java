package io.quarry.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.quarry.problem.InputException;
import io.quarry.problem.Secrets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Where configuration comes from, and what goes before what. */
final class ConfigSources {
  /** The resource beside this class that states every default, once. */
  private static final String DEFAULTS = "io/quarry/config/defaults.conf";

  /** Defaults that hold for one kind of data alone, by kind. */
  private static final String BY_DATA_KIND = "data-kinds";

  private static final String DATA_KIND = "data.kind";

  private ConfigSources() {}

  /** Overrides over files, later ones first, over the defaults for their kind of data. */
  static ConfigObject merge(List<String> locations, List<String> overrides, ConfigFiles files) {
    Config given = ConfigFactory.empty();
    for (String location : locations) {
      given = file(location, files).withFallback(given);
    }
    for (String override : overrides) {
      given = override(override).withFallback(given);
    }
    return overDefaults(resolve(given));
  }

  /**
   * A text over the defaults for its kind of data. Programs write such texts, strangers' among
   * them: one neither includes anything nor refers to this process's environment.
   */
  static ConfigObject merge(String hocon, String origin) {
    return overDefaults(literal(hocon, origin));
  }

  /** The same of a text that may say nothing but what {@code keys} name. */
  static ConfigObject merge(String hocon, String origin, Set<String> keys) {
    Config given = literal(hocon, origin);
    for (String key : given.root().keySet()) {
      if (!keys.contains(key)) {
        throw new InputException(
            "%s says something of %s".formatted(origin, key),
            "it was changed after it was written.");
      }
    }
    return overDefaults(given);
  }

  private static Config literal(String hocon, String origin) {
    ConfigParseOptions options =
        ConfigParseOptions.defaults()
            .setOriginDescription(origin)
            .setIncluder(new NoIncludes(origin));
    try {
      Config given = bounded(origin, () -> ConfigFactory.parseString(hocon, options));
      if (given.isResolved()) {
        return given;
      }
    } catch (ConfigException e) {
      throw new InputException("%s cannot be read: %s".formatted(origin, e.getMessage()));
    }
    throw new InputException(
        "%s refers to other values, as nothing does that Quarry wrote".formatted(origin));
  }

  /** A file alone, with nothing behind it. */
  static ConfigObject read(String location, ConfigFiles files) {
    return resolve(file(location, files)).root();
  }

  /** A resource beside this class, by its path from there. */
  static ConfigObject resource(String path) {
    ConfigParseOptions options = ConfigParseOptions.defaults().setAllowMissing(false);
    return ConfigFactory.parseResources(ConfigSources.class, path, options).resolve().root();
  }

  private static ConfigObject overDefaults(Config given) {
    requireNoSecrets(given);
    Config defaults =
        ConfigFactory.parseResources(ConfigSources.class.getClassLoader(), DEFAULTS).resolve();
    Config byKind = defaults.getConfig(BY_DATA_KIND);
    Config common = defaults.withoutPath(BY_DATA_KIND);
    // A kind that is unknown is refused later, with all other problems.
    String kind =
        dataKind(given)
            .filter(byKind.root()::containsKey)
            .orElseGet(() -> common.getString(DATA_KIND));
    Config ofKind = byKind.getConfig(kind).atPath("data");
    return given.withFallback(ofKind).withFallback(common).root();
  }

  private static Config resolve(Config given) {
    ConfigResolveOptions options =
        ConfigResolveOptions.noSystem().appendResolver(new EnvironmentVariables());
    try {
      return bounded("The configuration", () -> given.resolve(options));
    } catch (ConfigException e) {
      throw new InputException("The configuration refers to what is not there: " + e.getMessage());
    }
  }

  /** The parser recurses as deep as a text is nested. */
  private static Config bounded(String what, Supplier<Config> work) {
    try {
      return work.get();
    } catch (StackOverflowError e) {
      throw new InputException(
          "%s is nested too deeply".formatted(what), "another file is meant.", e);
    }
  }

  /** A configuration is saved with its run, and its hash is told to everyone. */
  private static void requireNoSecrets(Config given) {
    for (Map.Entry<String, ConfigValue> entry : given.entrySet()) {
      if (Secrets.hasPassword(String.valueOf(entry.getValue().unwrapped()))) {
        throw new InputException(
            "%s: %s holds a password, and a configuration is saved with its run"
                .formatted(entry.getValue().origin().description(), entry.getKey()),
            "Hadoop should have it instead: --conf spark.hadoop.fs.…, or core-site.xml.");
      }
    }
  }

  private static Optional<String> dataKind(Config given) {
    boolean object =
        given.root().get("data") instanceof ConfigObject data && data.containsKey("kind");
    return object
        ? Optional.of(given.getValue(DATA_KIND)).map(kind -> String.valueOf(kind.unwrapped()))
        : Optional.empty();
  }

  private static Config file(String location, ConfigFiles files) {
    String text = files.read(location);
    try {
      return bounded(
          location, () -> ConfigFactory.parseString(text, Includes.options(files, location)));
    } catch (ConfigException e) {
      throw new InputException(
          "Configuration file %s cannot be read: %s".formatted(location, e.getMessage()));
    }
  }

  private static Config override(String override) {
    int equals = override.indexOf('=');
    if (equals < 1) {
      throw new InputException(
          "--set %s is not key=value".formatted(override),
          "--set search.evaluations=400 shows the form.");
    }
    String key = override.substring(0, equals).strip();
    String value = override.substring(equals + 1).strip();
    String origin = "--set " + override;
    try {
      return bounded(
          "--set " + key,
          () -> ConfigFactory.parseMap(Map.of(key, value(value, origin).unwrapped()), origin));
    } catch (ConfigException e) {
      throw new InputException("--set %s cannot be read: %s".formatted(override, e.getMessage()));
    }
  }

  /** Lists, objects and quoted texts are HOCON; anything else is a text, taken as it is. */
  private static ConfigValue value(String text, String description) {
    if (text.isEmpty() || "[{\"".indexOf(text.charAt(0)) < 0) {
      return ConfigValueFactory.fromAnyRef(text, description);
    }
    ConfigParseOptions options =
        ConfigParseOptions.defaults()
            .setOriginDescription(description)
            .setIncluder(new NoIncludes(description));
    return ConfigFactory.parseString("value = " + text, options).getValue("value");
  }
}
