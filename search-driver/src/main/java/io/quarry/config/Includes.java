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
import java.net.URL;

/**
 * Resolves {@code include "other.conf"} beside the file that says so, on its file system. What is
 * included must be there; nothing is fetched by a URL or from the class path.
 *
 * @param files reads
 * @param location of the file that includes
 * @param depth how many files include one another up to that one
 */
record Includes(ConfigFiles files, String location, int depth)
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
  /** Far more than anyone needs, and far less than a stack holds. */
  private static final int MAX_DEPTH = 20;

  /** How to parse the file at a location. */
  static ConfigParseOptions options(ConfigFiles files, String location) {
    return new Includes(files, location, 1).options();
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
              .formatted(location, what, depth),
          "a file includes itself.");
    }
    String there = isComplete(what) ? what : beside(what);
    Includes next = new Includes(files, there, depth + 1);
    return ConfigFactory.parseString(files.read(there), next.options()).root();
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
    return ConfigParseOptions.defaults().setOriginDescription(location).setIncluder(this);
  }

  /** A path from the root, or with a scheme. */
  private static boolean isComplete(String what) {
    return what.startsWith("/") || what.matches("[A-Za-z][A-Za-z0-9+.-]*:.*");
  }

  private String beside(String what) {
    return location.substring(0, location.lastIndexOf('/') + 1) + what;
  }

  private InputException refused(String kind, String what) {
    return new InputException(
        "%s includes %s(\"%s\"), which is not followed".formatted(location, kind, what),
        "a copy beside it is meant: include \"other.conf\".");
  }
}
