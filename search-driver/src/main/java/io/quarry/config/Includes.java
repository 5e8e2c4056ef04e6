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
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Resolves {@code include "other.conf"} beside the file that says so, on its file system. What is
 * included must be there, below the directory of the configuration that was asked for; nothing is
 * fetched by a URL or from the class path.
 *
 * @param files reads
 * @param home where the configuration that was asked for lies: empty, or ending in a slash
 * @param path of the file that includes, from there
 * @param depth how many files include one another up to that one
 */
record Includes(ConfigFiles files, String home, String path, int depth)
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
  /** Far more than anyone needs, and far less than a stack holds. */
  private static final int MAX_DEPTH = 20;

  private static final String LOCAL = "file:";
  private static final String SCHEME = "[A-Za-z][A-Za-z0-9+.-]*:.*";

  /** How to parse the file at a location. */
  static ConfigParseOptions options(ConfigFiles files, String location) {
    int name = location.lastIndexOf('/') + 1;
    return new Includes(files, location.substring(0, name), location.substring(name), 1).options();
  }

  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return this;
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    if (depth == MAX_DEPTH) {
      throw new InputException(
          "%s includes %s, at the end of %d files that include one another"
              .formatted(location(), what, depth),
          "a file includes itself.");
    }
    Path from = Path.of(path);
    Path inside = from.resolveSibling(what).normalize();
    if (what.matches(SCHEME) || inside.isAbsolute() || inside.startsWith("..")) {
      throw outside(what);
    }
    Includes next = new Includes(files, home, inside.toString().replace('\\', '/'), depth + 1);
    if (!next.isInside()) {
      throw outside(what);
    }
    return ConfigFactory.parseString(files.read(next.location()), next.options()).root();
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    return include(context, what.toString());
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    throw refused("url", what.toString());
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    throw refused("classpath", what);
  }

  private ConfigParseOptions options() {
    return ConfigParseOptions.defaults().setOriginDescription(location()).setIncluder(this);
  }

  private String location() {
    return home + path;
  }

  /** A symbolic link may lead out of a directory, too. */
  private boolean isInside() {
    if (home.matches(SCHEME) && !home.startsWith(LOCAL)) {
      return true;
    }
    Path directory = home.startsWith(LOCAL) ? Path.of(URI.create(home)) : Path.of(home);
    Path file = directory.resolve(path);
    try {
      return !Files.exists(file)
          || file.toRealPath().startsWith(directory.toAbsolutePath().toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  private InputException outside(String what) {
    return new InputException(
        "%s includes %s, which is not below the directory of the configuration"
            .formatted(location(), what),
        "a copy beside it is meant: include \"other.conf\".");
  }

  private InputException refused(String kind, String what) {
    return new InputException(
        "%s includes %s(\"%s\"), which is not followed".formatted(location(), kind, what),
        "a copy beside it is meant: include \"other.conf\".");
  }
}
