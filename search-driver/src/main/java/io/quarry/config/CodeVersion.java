package io.quarry.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this code, as its build wrote it down. */
public final class CodeVersion {
  private static final String RESOURCE = "version.properties";

  private CodeVersion() {}

  /**
   * The version, the commit and whether files differed from it: {@code 0.1.0+1a2b3c4} or {@code
   * 0.1.0+1a2b3c4.changed}; without a repository the version alone.
   */
  public static String text() {
    Properties properties = new Properties();
    try (InputStream in = CodeVersion.class.getResourceAsStream(RESOURCE)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("The resource %s cannot be read".formatted(RESOURCE), e);
    }
    String version = properties.getProperty("version");
    String commit = properties.getProperty("commit");
    if (commit.isEmpty() || commit.startsWith("${")) {
      return version;
    }
    boolean changed = Boolean.parseBoolean(properties.getProperty("dirty"));
    return version + "+" + commit + (changed ? ".changed" : "");
  }
}
