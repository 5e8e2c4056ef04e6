package io.quarry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.arch.Shape;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CifarBinaryTest extends DataSourceContract {
  private static final int PIXELS = 3 * 1024;

  @Override
  DataSource write(Path directory) throws IOException {
    for (int batch = 1; batch <= 4; batch++) {
      write(directory.resolve("data_batch_" + batch + ".bin"), 20, 10, 1);
    }
    write(directory.resolve("test_batch.bin"), 30, 10, 1);
    return new CifarBinary(directory.toString());
  }

  @Override
  int classes() {
    return 10;
  }

  @Test
  void planesBecomePixelsOfThreeChannels() throws IOException {
    for (int batch = 1; batch <= 4; batch++) {
      Path file = directory.resolve("data_batch_" + batch + ".bin");
      byte[] bytes = Files.readAllBytes(file);
      for (int i = 0; i < bytes.length; i++) {
        int inRecord = i % (1 + PIXELS) - 1;
        bytes[i] = inRecord < 0 ? bytes[i] : (byte) (80 * (inRecord / 1024) + inRecord % 32);
      }
      Files.write(file, bytes);
    }

    Task task = load();

    assertThat(task.name()).isEqualTo("cifar-10");
    assertThat(task.shape()).isEqualTo(new Shape(32, 32, 3));
    for (int row = 0; row < 32; row++) {
      for (int column = 0; column < 32; column++) {
        for (int c = 0; c < 3; c++) {
          assertThat(task.train().pixel(7, (row * 32 + column) * 3 + c)).isEqualTo(80 * c + column);
        }
      }
    }
  }

  @Test
  void theFineLabelsOfCifar100AreUsed() throws IOException {
    Path other = Files.createDirectory(directory.resolve("hundred"));
    write(other.resolve("train.bin"), 300, 100, 2);
    write(other.resolve("test.bin"), 100, 100, 2);

    Task task =
        new CifarBinary(other.toString()).load(new SplitSizes(100, 100, 100, 100), new Seeds(1));

    assertThat(task.name()).isEqualTo("cifar-100");
    assertThat(task.classes()).isEqualTo(100);
    byte[] labels = task.validation().labels().clone();
    Arrays.sort(labels);
    for (int k = 0; k < 100; k++) {
      assertThat(labels[k]).isEqualTo((byte) k);
    }
  }

  @Test
  void aMissingDirectoryIsNamed() {
    assertThatThrownBy(() -> new CifarBinary("no/such/place").load(sizes(), new Seeds(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("There is no directory no/such/place with the files of cifar-binary");
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(directory.resolve("test_batch.bin"));

    assertRefused(directory + ": there is no test_batch.bin");
  }

  @Test
  void anEmptyDirectoryIsRefusedWithWhatItShouldHold() throws IOException {
    Path empty = Files.createDirectory(directory.resolve("empty"));

    assertThatThrownBy(() -> new CifarBinary(empty.toString()).load(sizes(), new Seeds(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(empty + ": there is no train.bin")
        .hasMessageContaining("Maybe the directory should hold data_batch_*.bin");
  }

  @Test
  void truncatedFilesAndTrailingBytesAreRefused() throws IOException {
    Path file = directory.resolve("data_batch_2.bin");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused(file + ": 61459 bytes are not a whole number of cifar-10 records of 3073 bytes");
    Files.write(file, Arrays.copyOf(bytes, bytes.length + 5));
    assertRefused(file + ": 61465 bytes are not a whole number of cifar-10 records of 3073 bytes");
    Files.write(file, new byte[0]);
    assertRefused(file + ": 0 bytes are not a whole number");
  }

  @Test
  void labelsOutOfRangeAreNamed() throws IOException {
    Path file = directory.resolve("data_batch_3.bin");
    byte[] bytes = Files.readAllBytes(file);
    bytes[2 * (1 + PIXELS)] = (byte) 0xFE;
    Files.write(file, bytes);

    assertRefused(file + ": label 254 of image 2 is outside [0, 9]");
  }

  @Test
  void anEmptyClassIsNamed() throws IOException {
    write(directory.resolve("test_batch.bin"), 30, 9, 1);

    assertRefused(", test part: no image of class [9], though classes go from 0 to 9");
  }

  private Task load() {
    return new CifarBinary(directory.toString()).load(sizes(), new Seeds(1));
  }

  private void assertRefused(String message) {
    assertThatThrownBy(this::load).isInstanceOf(InputException.class).hasMessageContaining(message);
  }

  /**
   * Random pixels; the last label byte counts through the classes, one before it is out of range.
   */
  private static void write(Path file, int count, int classes, int labelBytes) throws IOException {
    RandomGenerator random = new Seeds(5).child("file", file.getFileName().toString()).generator();
    byte[] bytes = new byte[count * (labelBytes + PIXELS)];
    random.nextBytes(bytes);
    for (int i = 0; i < count; i++) {
      int at = i * (labelBytes + PIXELS);
      bytes[at] = (byte) 200;
      bytes[at + labelBytes - 1] = (byte) (i % classes);
    }
    Files.write(file, bytes);
  }
}
