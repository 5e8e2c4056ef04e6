package io.quarry.data;

import io.quarry.arch.Shape;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Grey images in the IDX format of MNIST, four files in one directory, each plain or with {@code
 * .gz}: {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte} and the same two of {@code
 * t10k}. Classes are the labels from 0 to the largest of the training part, at most 127; both parts
 * must have an image of each.
 *
 * <p>A file is its magic number (2051 for images, 2049 for labels), the number of items, for images
 * height and width (all big-endian 32-bit integers), and the bytes, exactly as many as that says.
 *
 * @param directory holds the files; empty: where the Debian package {@code dataset-fashion-mnist}
 *     installs itself
 */
public record Idx(String directory) implements DataSource {
  private static final String FASHION_MNIST = "/usr/share/datasets/fashion-mnist";
  private static final String FASHION_PACKAGE = "dataset-fashion-mnist";

  private static final int MAGIC_IMAGES = 0x0803;
  private static final int MAGIC_LABELS = 0x0801;
  private static final int MAX_SIDE = 4096;
  private static final int MAX_LABEL = 127;

  public Idx {
    Objects.requireNonNull(directory, "directory");
  }

  @Override
  public Task load(SplitSizes sizes, Seeds seeds) {
    Path folder = Path.of(directory.isEmpty() ? FASHION_MNIST : directory);
    if (!Files.isDirectory(folder)) {
      throw missing(folder);
    }
    Images training = part(folder, "train");
    Images test = part(folder, "t10k");
    if (!training.shape().equals(test.shape())) {
      throw new InputException(
          "%s: training images are %s, but test images %s"
              .formatted(folder, size(training.shape()), size(test.shape())));
    }
    int classes = classes(folder, training, test);
    String name = folder.toAbsolutePath().normalize().getFileName().toString();
    return Splits.task(name, classes, training, test, sizes, seeds, folder.toString());
  }

  @Override
  public DataSource at(String path) {
    return new Idx(path);
  }

  @Override
  public Optional<String> location() {
    return Optional.of(directory).filter(given -> !given.isEmpty());
  }

  @Override
  public String kind() {
    return "idx";
  }

  private static int classes(Path folder, Images training, Images test) {
    int classes = 0;
    for (byte label : training.labels()) {
      classes = Math.max(classes, label + 1);
    }
    if (classes < 2) {
      throw new InputException("%s: all training images are of class 0".formatted(folder));
    }
    for (byte label : test.labels()) {
      if (label >= classes) {
        throw new InputException(
            "%s: a test image has label %d, but the training labels end at %d"
                .formatted(folder, label, classes - 1));
      }
    }
    Splits.requireEveryClass(training.labels(), classes, folder + ", training part");
    Splits.requireEveryClass(test.labels(), classes, folder + ", test part");
    return classes;
  }

  private static Images part(Path folder, String prefix) {
    Path imageFile = find(folder, prefix + "-images-idx3-ubyte");
    Path labelFile = find(folder, prefix + "-labels-idx1-ubyte");
    byte[] labels = labels(labelFile);
    try (DataFile file = DataFile.open(imageFile)) {
      file.requireMagic(MAGIC_IMAGES);
      int count = file.size("number of images", Integer.MAX_VALUE);
      if (count != labels.length) {
        throw new InputException(
            "%s holds %d images, but %s %d labels"
                .formatted(imageFile, count, labelFile, labels.length));
      }
      int height = file.size("height", MAX_SIDE);
      int width = file.size("width", MAX_SIDE);
      Shape shape = new Shape(height, width, 1);
      byte[] pixels = file.rest((long) count * shape.elements());
      return new Images(shape, pixels, labels);
    }
  }

  private static byte[] labels(Path path) {
    try (DataFile file = DataFile.open(path)) {
      file.requireMagic(MAGIC_LABELS);
      byte[] labels = file.rest(file.size("number of labels", Integer.MAX_VALUE));
      for (int i = 0; i < labels.length; i++) {
        if ((labels[i] & 0xFF) > MAX_LABEL) {
          throw new InputException(
              "%s: label %d of item %d is outside [0, %d]"
                  .formatted(path, labels[i] & 0xFF, i, MAX_LABEL));
        }
      }
      return labels;
    }
  }

  private static Path find(Path folder, String name) {
    Path plain = folder.resolve(name);
    Path zipped = folder.resolve(name + ".gz");
    if (Files.exists(plain)) {
      return plain;
    }
    if (Files.exists(zipped)) {
      return zipped;
    }
    throw new InputException(
        "%s: there is neither %s nor %s.gz".formatted(folder, name, name),
        "the directory holds another kind of data, or a file has another name.");
  }

  private InputException missing(Path folder) {
    return directory.isEmpty()
        ? new InputException(
            "Fashion-MNIST is not in %s".formatted(folder),
            "install the Debian package %s, or name the directory.".formatted(FASHION_PACKAGE))
        : new InputException(
            "There is no directory %s with the files of idx".formatted(folder),
            "its path is relative to another working directory.");
  }

  private static String size(Shape shape) {
    return shape.height() + "x" + shape.width();
  }
}
