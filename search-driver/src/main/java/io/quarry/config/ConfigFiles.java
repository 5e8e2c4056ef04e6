package io.quarry.config;

import io.quarry.problem.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts of configuration files by their location, a path or a URI. */
@FunctionalInterface
public interface ConfigFiles {
  /** The most bytes that a configuration file may have. */
  int MOST_BYTES = 1 << 20;

  /**
   * The text of a file.
   *
   * @throws InputException when there is none, or when it cannot be read
   */
  String read(String location);

  /** Files on the disks of this host. */
  static ConfigFiles local() {
    return location -> {
      Path file = Path.of(location);
      if (!Files.isRegularFile(file)) {
        throw missing(location);
      }
      try {
        if (Files.size(file) > MOST_BYTES) {
          throw new InputException(
              "Configuration file %s has %d bytes, more than the %d that are read"
                  .formatted(location, Files.size(file), MOST_BYTES),
              "another file is meant.");
        }
        return Files.readString(file);
      } catch (IOException e) {
        throw new InputException(
            "Configuration file %s cannot be read: %s".formatted(location, e),
            "it is not permitted, or not UTF-8.",
            e);
      }
    };
  }

  /**
   * For texts that were written down, which name no other files.
   *
   * @param origin what messages call the text
   */
  static ConfigFiles none(String origin) {
    return location -> {
      throw new InputException("%s names %s, and may name no file".formatted(origin, location));
    };
  }

  /** What to throw where there is no file. */
  static InputException missing(String location) {
    return new InputException(
        "Configuration file %s does not exist".formatted(location),
        "the path is meant from another directory than %s, or on another host, where a URI helps."
            .formatted(Path.of("").toAbsolutePath()));
  }
}
