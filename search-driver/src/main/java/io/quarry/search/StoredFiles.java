package io.quarry.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarry.config.ConfigFiles;
import io.quarry.store.Directory;
import java.util.function.Function;

/**
 * Configuration files on any of Hadoop's file systems; a path without a scheme is local.
 *
 * @param directories gives the directory of a location
 */
record StoredFiles(Function<String, Directory> directories) implements ConfigFiles {
  @Override
  public String read(String location) {
    Directory file = directories.apply(location);
    if (!file.parent().holds(file.name())) {
      throw ConfigFiles.missing(location);
    }
    return new String(file.parent().read(file.name(), MOST_BYTES), UTF_8);
  }
}
