package io.quarry.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A temporary file that the runtime writes its optimized model to; gone when closed.
 *
 * @param path of the file
 */
record OptimizedModelFile(Path path) implements AutoCloseable {

  static OptimizedModelFile create() {
    try {
      return new OptimizedModelFile(Files.createTempFile("quarry-optimized-", ".onnx"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
