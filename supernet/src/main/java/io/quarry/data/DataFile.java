package io.quarry.data;

import io.quarry.problem.InputException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * A binary file, unzipped on the way when its name ends in {@code .gz}. Every problem becomes an
 * {@link InputException} that names the file. Reads no more than it is asked for and one byte.
 */
final class DataFile implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  /** No deflated byte stands for more than this many. */
  private static final int MAX_DEFLATE_RATIO = 1032;

  private final Path path;
  private final DataInputStream in;
  private final long maxBytes;

  private DataFile(Path path, DataInputStream in, long maxBytes) {
    this.path = path;
    this.in = in;
    this.maxBytes = maxBytes;
  }

  static DataFile open(Path path) {
    try {
      long size = Files.size(path);
      InputStream raw = Files.newInputStream(path);
      if (!path.toString().endsWith(".gz")) {
        return new DataFile(
            path, new DataInputStream(new BufferedInputStream(raw, BUFFER_BYTES)), size);
      }
      try {
        InputStream unzipped = new GZIPInputStream(raw, BUFFER_BYTES);
        return new DataFile(
            path,
            new DataInputStream(new BufferedInputStream(unzipped, BUFFER_BYTES)),
            Math.multiplyExact(size, MAX_DEFLATE_RATIO));
      } catch (IOException e) {
        raw.close();
        throw e;
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** The length of a file in bytes, as it lies there. */
  static long length(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Reads four bytes and asks for a magic number. */
  void requireMagic(int expected) {
    int magic = integer();
    if (magic != expected) {
      throw new InputException(
          "%s: its magic number is 0x%08x, not 0x%08x".formatted(path, magic, expected),
          "it is another kind of file, or it is damaged.");
    }
  }

  /** Reads a positive big-endian number of four bytes. */
  int size(String what, int most) {
    int value = integer();
    if (value < 1 || value > most) {
      throw new InputException(
          "%s: its %s is %d, outside [1, %d]".formatted(path, what, value, most));
    }
    return value;
  }

  /**
   * Reads exactly so many bytes, behind which the file must end. Memory is taken only when the file
   * is large enough to hold them.
   */
  byte[] rest(long count) {
    if (count > maxBytes) {
      throw truncated();
    }
    if (count > Integer.MAX_VALUE - 8) {
      throw new InputException("%s: %d bytes are more than 2 GiB".formatted(path, count));
    }
    try {
      byte[] bytes = new byte[(int) count];
      in.readFully(bytes);
      if (in.read() >= 0) {
        throw new InputException(
            "%s goes on behind the %d bytes that its header announces".formatted(path, count),
            "it is damaged or of another format.");
      }
      return bytes;
    } catch (EOFException e) {
      throw truncated();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private int integer() {
    try {
      return in.readInt();
    } catch (EOFException e) {
      throw truncated();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private InputException truncated() {
    return new InputException(
        "%s is truncated: it ends before what it announces".formatted(path),
        "copy or download it again.");
  }

  private static InputException unreadable(Path path, IOException cause) {
    return new InputException(
        "%s cannot be read: %s".formatted(path, cause), "it is damaged or not permitted.", cause);
  }
}
