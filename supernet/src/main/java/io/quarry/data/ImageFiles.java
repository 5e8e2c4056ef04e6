package io.quarry.data;

import io.quarry.problem.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The files of an image folder, wherever they lie. Every problem becomes an {@link InputException}
 * that names the file.
 */
sealed interface ImageFiles extends AutoCloseable permits DirectoryFiles, ZippedFiles {

  /** The most bytes that one image file may have, unzipped. */
  int MAX_FILE_BYTES = 1 << 26;

  /** The most files and directories that a folder may have. */
  int MAX_FILES = 2_000_000;

  /**
   * Paths relative to the folder, in the order of {@link String#compareTo}, joined by slashes;
   * directories end in one.
   */
  List<String> paths();

  /** The bytes of a file. */
  byte[] read(String path);

  /** How errors name a file. */
  String describe(String path);

  @Override
  void close();

  /** Reads a whole stream, but no more than a file may have. */
  static byte[] readBounded(InputStream in, String where) throws IOException {
    byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
    if (bytes.length > MAX_FILE_BYTES) {
      throw tooLarge(where);
    }
    return bytes;
  }

  /** A file that has more bytes than an image may have. */
  static InputException tooLarge(String where) {
    return new InputException(
        "%s is larger than %d MiB".formatted(where, MAX_FILE_BYTES >> 20), "it is no image.");
  }

  /** A folder that has more files than it may have. */
  static InputException tooMany(String where) {
    return new InputException("%s holds more than %d files".formatted(where, MAX_FILES));
  }
}
