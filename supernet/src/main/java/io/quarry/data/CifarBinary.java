package io.quarry.data;

import io.quarry.arch.Shape;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * 32×32 colour images in the binary format of CIFAR: records of label bytes and three planes, red,
 * green and blue, of 1,024 bytes each, without a header. CIFAR-10 is {@code data_batch_*.bin} (any
 * number, in the order of names) and {@code test_batch.bin}, one label byte a record; CIFAR-100 is
 * {@code train.bin} and {@code test.bin}, two label bytes, of which the second, the fine class of
 * 100, is used. Every class must have an image in both parts.
 *
 * @param directory holds the files
 */
public record CifarBinary(String directory) implements DataSource {
  private static final int SIDE = 32;
  private static final int AREA = SIDE * SIDE;
  private static final Shape SHAPE = new Shape(SIDE, SIDE, 3);
  private static final Layout CIFAR_10 = new Layout("cifar-10", 10, 1);
  private static final Layout CIFAR_100 = new Layout("cifar-100", 100, 2);

  public CifarBinary {
    Objects.requireNonNull(directory, "directory");
  }

  @Override
  public Task load(SplitSizes sizes, Seeds seeds) {
    Path folder = Path.of(directory);
    if (!Files.isDirectory(folder)) {
      throw new InputException(
          "There is no directory %s with the files of cifar-binary".formatted(folder),
          "its path is relative to another working directory.");
    }
    List<Path> batches = batches(folder);
    boolean ten = !batches.isEmpty();
    Layout layout = ten ? CIFAR_10 : CIFAR_100;
    Images training = images(layout, ten ? batches : List.of(requireFile(folder, "train.bin")));
    Images test = images(layout, List.of(requireFile(folder, ten ? "test_batch.bin" : "test.bin")));
    Splits.requireEveryClass(training.labels(), layout.classes(), folder + ", training part");
    Splits.requireEveryClass(test.labels(), layout.classes(), folder + ", test part");
    return Splits.task(
        layout.name(), layout.classes(), training, test, sizes, seeds, folder.toString());
  }

  @Override
  public DataSource at(String path) {
    return new CifarBinary(path);
  }

  @Override
  public Optional<String> location() {
    return Optional.of(directory);
  }

  @Override
  public String kind() {
    return "cifar-binary";
  }

  /** What tells the two data sets apart; of the label bytes, the last is the class. */
  private record Layout(String name, int classes, int labelBytes) {
    int recordBytes() {
      return labelBytes + SHAPE.elements();
    }
  }

  private static List<Path> batches(Path folder) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "data_batch_*.bin")) {
      files.forEach(found::add);
    } catch (IOException | DirectoryIteratorException e) {
      throw new InputException(
          "The directory %s cannot be listed: %s".formatted(folder, e), "it is not permitted.", e);
    }
    Collections.sort(found);
    return found;
  }

  private static Path requireFile(Path folder, String name) {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      throw new InputException(
          "%s: there is no %s".formatted(folder, name),
          "the directory should hold data_batch_*.bin and test_batch.bin (CIFAR-10), "
              + "or train.bin and test.bin (CIFAR-100).");
    }
    return file;
  }

  private static Images images(Layout layout, List<Path> files) {
    int[] counts = new int[files.size()];
    long total = 0;
    for (int i = 0; i < counts.length; i++) {
      counts[i] = records(layout, files.get(i));
      total += counts[i];
    }
    int count = (int) Math.min(total, Integer.MAX_VALUE);
    byte[] pixels = Splits.allocate(count, SHAPE, files.get(0).toString());
    byte[] labels = new byte[count];
    int first = 0;
    for (int i = 0; i < counts.length; i++) {
      read(layout, files.get(i), counts[i], pixels, labels, first);
      first += counts[i];
    }
    return new Images(SHAPE, pixels, labels);
  }

  private static int records(Layout layout, Path file) {
    long bytes = DataFile.length(file);
    if (bytes == 0 || bytes % layout.recordBytes() != 0) {
      throw new InputException(
          "%s: %d bytes are not a whole number of %s records of %d bytes"
              .formatted(file, bytes, layout.name(), layout.recordBytes()),
          "it is truncated, or bytes trail it; copy or download it again.");
    }
    return (int) Math.min(bytes / layout.recordBytes(), Integer.MAX_VALUE);
  }

  private static void read(
      Layout layout, Path path, int count, byte[] pixels, byte[] labels, int first) {
    byte[] records;
    try (DataFile file = DataFile.open(path)) {
      records = file.rest((long) count * layout.recordBytes());
    }
    for (int i = 0; i < count; i++) {
      int at = i * layout.recordBytes() + layout.labelBytes();
      int label = records[at - 1] & 0xFF;
      if (label >= layout.classes()) {
        throw new InputException(
            "%s: label %d of image %d is outside [0, %d]"
                .formatted(path, label, i, layout.classes() - 1));
      }
      labels[first + i] = (byte) label;
      interleave(records, at, pixels, (first + i) * SHAPE.elements());
    }
  }

  /** From planes to pixels. */
  private static void interleave(byte[] planes, int from, byte[] pixels, int to) {
    for (int c = 0; c < SHAPE.channels(); c++) {
      for (int i = 0; i < AREA; i++) {
        pixels[to + i * SHAPE.channels() + c] = planes[from + c * AREA + i];
      }
    }
  }
}
