package io.quarry.data;

import io.quarry.arch.Shape;
import io.quarry.data.FolderLayout.Item;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * JPEG and PNG images in class directories, in a plain directory or a {@code .zip} archive: {@code
 * train/<class>/<image>} and {@code test/<class>/<image>}, or only {@code <class>/<image>}, from
 * which a test split is drawn too, disjoint from the others. Classes are numbered in the order of
 * their names; 2 to 128 of them.
 *
 * <p>Only the images that the splits draw are decoded. The task is grey when all of them are, else
 * RGB. Refused: transparent and CMYK images, files of more than 64 MiB, more than 2 GiB of pixels,
 * archives whose entries point outside. While loading, all drawn images are in memory twice.
 *
 * @param path a directory or an archive
 * @param size height and width of the task's images: the largest centred square of each image is
 *     resampled to it, up to 4,096; 0: the images must all have one size, which stays
 */
public record ImageFolder(String path, int size) implements DataSource {
  private static final int MAX_SIZE = 4096;

  public ImageFolder {
    Objects.requireNonNull(path, "path");
    if (size < 0 || size > MAX_SIZE) {
      throw new InputException(
          "image-folder: size is %d, outside [0, %d]".formatted(size, MAX_SIZE));
    }
  }

  @Override
  public Task load(SplitSizes sizes, Seeds seeds) {
    sizes.requirePositive();
    Path root = Path.of(path);
    try (ImageFiles files = open(root)) {
      FolderLayout layout = FolderLayout.of(files.paths(), path);
      Draw draw = draw(layout, sizes, seeds);
      List<Picture> pictures = decode(files, draw.all());
      return task(name(root), layout.classes().size(), draw, pictures, sizes);
    }
  }

  @Override
  public DataSource at(String elsewhere) {
    return new ImageFolder(elsewhere, size);
  }

  @Override
  public Optional<String> location() {
    return Optional.of(path);
  }

  @Override
  public String kind() {
    return "image-folder";
  }

  /** What each split gets. */
  private record Draw(
      List<Item> train, List<Item> calibration, List<Item> validation, List<Item> test) {
    List<Item> all() {
      return Stream.of(train, calibration, validation, test).flatMap(List::stream).toList();
    }
  }

  private static ImageFiles open(Path root) {
    if (Files.isDirectory(root)) {
      return new DirectoryFiles(root);
    }
    if (!Files.exists(root)) {
      throw new InputException(
          "The image folder %s does not exist".formatted(root),
          "its path is relative to another working directory.");
    }
    return ZippedFiles.open(root);
  }

  private Draw draw(FolderLayout layout, SplitSizes sizes, Seeds seeds) {
    boolean split = !layout.test().isEmpty();
    List<Item> training = ordered(layout, layout.training(), seeds.child("split", "training"));
    List<Item> test =
        split ? ordered(layout, layout.test(), seeds.child("split", "test")) : training;
    int first = split ? 0 : sizes.test();
    String asked = Splits.trainingSizes(sizes);
    Splits.requireAvailable(
        sizes.fromTrainingPart() + first,
        training.size(),
        split ? asked : asked + ", test %d".formatted(sizes.test()),
        path);
    Splits.requireAvailable(sizes.test(), test.size(), "test %d".formatted(sizes.test()), path);
    int validation = first + sizes.calibration();
    int train = validation + sizes.validation();
    return new Draw(
        training.subList(train, train + sizes.train()),
        training.subList(first, validation),
        training.subList(validation, train),
        test.subList(0, sizes.test()));
  }

  private static List<Item> ordered(FolderLayout layout, List<Item> items, Seeds seeds) {
    byte[] labels = labels(items);
    List<Item> ordered = new ArrayList<>(labels.length);
    for (int index : Splits.stratifiedOrder(labels, layout.classes().size(), seeds)) {
      ordered.add(items.get(index));
    }
    return ordered;
  }

  private static byte[] labels(List<Item> items) {
    byte[] labels = new byte[items.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = items.get(i).label();
    }
    return labels;
  }

  private List<Picture> decode(ImageFiles files, List<Item> items) {
    List<Picture> pictures = new ArrayList<>(items.size());
    String first = files.describe(items.get(0).path());
    for (Item item : items) {
      String where = files.describe(item.path());
      Picture picture = PictureDecoder.decode(files.read(item.path()), where);
      if (pictures.isEmpty()) {
        Splits.requireRoom(items.size(), taskShape(picture.shape()), path);
      }
      picture = size > 0 ? picture.resized(size) : picture;
      pictures.add(picture);
      requireSameSize(picture.shape(), where, pictures.get(0).shape(), first);
    }
    return pictures;
  }

  private Shape taskShape(Shape file) {
    return size > 0 ? new Shape(size, size, file.channels()) : file;
  }

  private static void requireSameSize(Shape shape, String where, Shape first, String firstWhere) {
    if (shape.height() != first.height() || shape.width() != first.width()) {
      throw new InputException(
          "%s has %dx%d pixels, but %s has %dx%d"
              .formatted(
                  where, shape.height(), shape.width(), firstWhere, first.height(), first.width()),
          "set a size, to which all images are then resized.");
    }
  }

  private Task task(String name, int classes, Draw draw, List<Picture> pictures, SplitSizes sizes) {
    boolean coloured = pictures.stream().anyMatch(Picture::isColoured);
    int channels = coloured ? 3 : 1;
    int calibration = sizes.train();
    int validation = calibration + sizes.calibration();
    int test = validation + sizes.validation();
    Images train = images(draw.train(), pictures.subList(0, calibration), channels);
    return new Task(
        name,
        classes,
        Task.Normalization.of(train),
        train,
        images(draw.calibration(), pictures.subList(calibration, validation), channels),
        images(draw.validation(), pictures.subList(validation, test), channels),
        images(draw.test(), pictures.subList(test, pictures.size()), channels));
  }

  private Images images(List<Item> items, List<Picture> pictures, int channels) {
    Shape first = pictures.get(0).shape();
    Shape shape = new Shape(first.height(), first.width(), channels);
    byte[] pixels = Splits.allocate(items.size(), shape, path);
    for (int i = 0; i < pictures.size(); i++) {
      pictures.get(i).copyTo(pixels, i * shape.elements(), channels);
    }
    return new Images(shape, pixels, labels(items));
  }

  private static String name(Path root) {
    String file = root.toAbsolutePath().normalize().getFileName().toString();
    return file.endsWith(".zip") ? file.substring(0, file.length() - ".zip".length()) : file;
  }
}
