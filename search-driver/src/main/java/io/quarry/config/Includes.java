package io.quarry.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import io.quarry.problem.InputException;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a configuration may include: files below the directory that it lies in itself, named from
 * where the including file lies. Nothing else on the disk, nothing from the network.
 *
 * @param home the directory of the configuration that was asked for
 * @param here that of the file that includes
 */
record Includes(Path home, Path here)
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
  private static final int MOST_BYTES = 1 << 20;
  private static final String SUFFIX = ".conf";

  /** Of a configuration file. */
  static Includes of(Path file) {
    Path directory = file.toAbsolutePath().normalize().getParent();
    return new Includes(directory, directory);
  }

  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return this;
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    return included(context, what);
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    return included(context, what.getPath());
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    throw refused("url(%s)".formatted(what));
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    throw refused("classpath(%s)".formatted(what));
  }

  /** Refuses a file that is no configuration, before it is read. */
  static void requireSmall(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new InputException(
            "Configuration file %s has %d bytes, more than the %d that are read"
                .formatted(file, Files.size(file), MOST_BYTES),
            "another file is meant.");
      }
    } catch (IOException e) {
      throw new InputException("Configuration file %s cannot be read: %s".formatted(file, e));
    }
  }

  private ConfigObject included(ConfigIncludeContext context, String what) {
    ConfigParseOptions options = context.parseOptions();
    Path file = here.resolve(what).normalize();
    if (!file.startsWith(home)) {
      throw refused(what);
    }
    if (!Files.exists(file) && !what.endsWith(SUFFIX)) {
      file = file.resolveSibling(file.getFileName() + SUFFIX);
    }
    if (!Files.exists(file)) {
      if (options.getAllowMissing()) {
        return ConfigFactory.empty().root();
      }
      throw new InputException(
          "The configuration includes %s, and there is no %s".formatted(what, file));
    }
    requireInside(file, what);
    requireSmall(file);
    Includes there = new Includes(home, file.getParent());
    return ConfigFactory.parseFile(file.toFile(), options.setIncluder(there)).root();
  }

  private void requireInside(Path file, String what) {
    try {
      if (!Files.isRegularFile(file) || !file.toRealPath().startsWith(home.toRealPath())) {
        throw refused(what);
      }
    } catch (IOException e) {
      throw refused(what);
    }
  }

  private InputException refused(String what) {
    return new InputException(
        "The configuration includes %s, and not a file below its directory %s"
            .formatted(what, home),
        "copy the file there.");
  }
}
