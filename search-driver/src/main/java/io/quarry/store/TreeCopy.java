package io.quarry.store;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Copies files and directories from a file system to this host.
 *
 * @param files the file system
 */
record TreeCopy(FileContext files) {

  /** Copies a file, or a directory with all that is in it, to a path that does not exist yet. */
  void copy(Path from, java.nio.file.Path to) throws IOException {
    if (files.getFileStatus(from).isFile()) {
      try (FSDataInputStream in = files.open(from)) {
        Files.copy(in, to);
      }
      return;
    }
    Files.createDirectory(to);
    RemoteIterator<FileStatus> entries = files.listStatus(from);
    while (entries.hasNext()) {
      Path entry = entries.next().getPath();
      copy(entry, to.resolve(entry.getName()));
    }
  }
}
