package io.quarry.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.quarry.problem.InputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    return overDefaults(given);
  }

  /** A text over the defaults for its kind of data. */
  static ConfigObject merge(String hocon, String origin) {
    try {
      ConfigParseOptions options = ConfigParseOptions.defaults().setOriginDescription(origin);
      return overDefaults(ConfigFactory.parseString(hocon, options));
    } catch (ConfigException.Parse e) {
      throw new InputException("%s cannot be read: %s".formatted(origin, e.getMessage()));
    }
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

  private static ConfigObject overDefaults(Config unresolved) {
    Config given = resolve(unresolved);
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
    try {
      return given.resolve();
    } catch (ConfigException e) {
      throw new InputException("The configuration refers to what is not there: " + e.getMessage());
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
      return ConfigFactory.parseString(text, Includes.options(files, location));
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
      return ConfigFactory.parseMap(Map.of(key, value(value, origin).unwrapped()), origin);
    } catch (ConfigException e) {
      throw new InputException("--set %s cannot be read: %s".formatted(override, e.getMessage()));
    }
  }

  /** Lists, objects and quoted texts are HOCON; anything else is a text, taken as it is. */
  private static ConfigValue value(String text, String description) {
    if (text.isEmpty() || "[{\"".indexOf(text.charAt(0)) < 0) {
      return ConfigValueFactory.fromAnyRef(text, description);
    }
    ConfigParseOptions options = ConfigParseOptions.defaults().setOriginDescription(description);
    return ConfigFactory.parseString("value = " + text, options).getValue("value");
  }
}
