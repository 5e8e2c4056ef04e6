package io.quarry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.arch.Shape;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class IdxTest extends DataSourceContract {
  private static final int CLASSES = 10;
  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

  @Override
  DataSource write(Path directory) throws IOException {
    writePart(directory, "train", 8 * CLASSES);
    writePart(directory, "t10k", 3 * CLASSES);
    return new Idx(directory.toString());
  }

  @Override
  int classes() {
    return CLASSES;
  }

  @Test
  void pixelsAndLabelsAreReadAsTheyStand() {
    Task task = load();

    assertThat(task.name()).isEqualTo(directory.getFileName().toString());
    assertThat(task.shape()).isEqualTo(new Shape(5, 4, 1));
    byte[] pixels = pixels("train", 8 * CLASSES);
    for (int i = 0; i < task.train().count(); i++) {
      byte[] image = Arrays.copyOfRange(task.train().pixels(), i * 20, (i + 1) * 20);
      int found = 0;
      while (!Arrays.equals(pixels, found * 20, (found + 1) * 20, image, 0, 20)) {
        found++;
      }
      assertThat(task.train().label(i)).isEqualTo(found % CLASSES);
    }
  }

  @Test
  void zippedFilesGiveTheSameTask() throws IOException {
    Task plain = load();
    for (String part : new String[] {"train", "t10k"}) {
      zip(part + "-images-idx3-ubyte");
      zip(part + "-labels-idx1-ubyte");
    }

    Task zipped = load();

    assertThat(zipped.trainingHash()).isEqualTo(plain.trainingHash());
    assertThat(zipped.testHash()).isEqualTo(plain.testHash());
  }

  @Test
  void aMissingDirectoryIsNamed() {
    assertThatThrownBy(() -> new Idx("no/such/place").load(sizes(), new Seeds(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("There is no directory no/such/place with the files of idx")
        .hasMessageContaining("Maybe its path is relative");
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(directory.resolve(TEST_LABELS));

    assertRefused(directory + ": there is neither " + TEST_LABELS + " nor " + TEST_LABELS + ".gz");
  }

  @Test
  void aTruncatedFileIsNamed() throws IOException {
    truncate(TRAIN_IMAGES, 1);
    assertRefused(TRAIN_IMAGES + " is truncated");
    truncate(TRAIN_IMAGES, 16 + 20 * 8 * CLASSES - 1 - 7);
    assertRefused(TRAIN_IMAGES + " is truncated");
    Files.write(directory.resolve(TRAIN_LABELS), new byte[0]);
    assertRefused(TRAIN_LABELS + " is truncated");
  }

  @Test
  void aTruncatedZippedFileIsNamed() throws IOException {
    zip(TRAIN_IMAGES);
    truncate(TRAIN_IMAGES + ".gz", 100);

    assertRefused(TRAIN_IMAGES + ".gz is truncated");
  }

  @Test
  void aFileThatIsNotZippedThoughItsNameSaysSoIsNamed() throws IOException {
    Files.move(directory.resolve(TRAIN_IMAGES), directory.resolve(TRAIN_IMAGES + ".gz"));

    assertRefused(TRAIN_IMAGES + ".gz cannot be read: java.util.zip.ZipException");
  }

  @Test
  void aHeaderThatAnnouncesFarMoreThanTheFileHoldsTakesNoMemory() throws IOException {
    writeImages(directory, "train", 8 * CLASSES, 4096, 4096);
    assertRefused(TRAIN_IMAGES + " is truncated");
    zip(TRAIN_IMAGES);
    assertRefused(TRAIN_IMAGES + ".gz is truncated");
  }

  @Test
  void aZippedFileThatGoesOnForeverIsReadNoFurtherThanItsHeaderSays() throws IOException {
    byte[] endless = Arrays.copyOf(Files.readAllBytes(directory.resolve(TRAIN_IMAGES)), 50_000_000);
    Files.write(directory.resolve(TRAIN_IMAGES), endless);
    zip(TRAIN_IMAGES);

    assertRefused(TRAIN_IMAGES + ".gz goes on behind the 1600 bytes that its header announces");
  }

  @Test
  void aWrongMagicNumberIsNamed() throws IOException {
    Files.copy(directory.resolve("t10k-images-idx3-ubyte"), directory.resolve("kept"));
    Files.delete(directory.resolve(TEST_LABELS));
    Files.move(directory.resolve("kept"), directory.resolve(TEST_LABELS));

    assertRefused(TEST_LABELS + ": its magic number is 0x00000803, not 0x00000801");
  }

  @Test
  void trailingBytesAreRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(directory.resolve(TRAIN_LABELS));
    Files.write(directory.resolve(TRAIN_LABELS), Arrays.copyOf(bytes, bytes.length + 1));

    assertRefused(TRAIN_LABELS + " goes on behind the 80 bytes that its header announces");
  }

  @Test
  void labelsOutOfRangeAreNamed() throws IOException {
    setLabel(TRAIN_LABELS, 3, 200);
    assertRefused(TRAIN_LABELS + ": label 200 of item 3 is outside [0, 127]");
    setLabel(TRAIN_LABELS, 3, 11);
    assertRefused(", training part: no image of class [10], though classes go from 0 to 11");
    setLabel(TRAIN_LABELS, 3, 3);
    setLabel(TEST_LABELS, 0, 10);
    assertRefused("a test image has label 10, but the training labels end at 9");
  }

  @Test
  void aSingleClassIsRefused() throws IOException {
    for (int i = 0; i < 8 * CLASSES; i++) {
      setLabel(TRAIN_LABELS, i, 0);
    }

    assertRefused("all training images are of class 0");
  }

  @Test
  void aClassWithoutTestImagesIsNamed() throws IOException {
    for (int i = 4; i < 3 * CLASSES; i += CLASSES) {
      setLabel(TEST_LABELS, i, 5);
    }

    assertRefused(", test part: no image of class [4], though classes go from 0 to 9");
  }

  @Test
  void countsThatDisagreeAreNamed() throws IOException {
    writeImages(directory, "train", 8 * CLASSES - 1, 5, 4);

    assertRefused(TRAIN_IMAGES + " holds 79 images, but");
  }

  @Test
  void partsOfDifferentImageSizeAreRefused() throws IOException {
    writeImages(directory, "t10k", 3 * CLASSES, 4, 5);

    assertRefused("training images are 5x4, but test images 4x5");
  }

  private Task load() {
    return new Idx(directory.toString()).load(sizes(), new Seeds(1));
  }

  private void assertRefused(String message) {
    assertThatThrownBy(this::load)
        .isInstanceOf(InputException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining(message);
  }

  private static void writePart(Path directory, String part, int count) throws IOException {
    writeImages(directory, part, count, 5, 4);
    ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x0801).putInt(count);
    for (int i = 0; i < count; i++) {
      labels.put((byte) (i % CLASSES));
    }
    Files.write(directory.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }

  /** Writes so many images of 5×4 pixels, whatever size the header is to name. */
  private static void writeImages(Path directory, String part, int count, int height, int width)
      throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + 20 * count).putInt(0x0803).putInt(count);
    images.putInt(height).putInt(width).put(pixels(part, count));
    Files.write(directory.resolve(part + "-images-idx3-ubyte"), images.array());
  }

  private static byte[] pixels(String part, int count) {
    RandomGenerator random = new Seeds(5).child(part).generator();
    byte[] pixels = new byte[20 * count];
    random.nextBytes(pixels);
    return pixels;
  }

  private void setLabel(String file, int item, int label) throws IOException {
    byte[] bytes = Files.readAllBytes(directory.resolve(file));
    bytes[8 + item] = (byte) label;
    Files.write(directory.resolve(file), bytes);
  }

  private void truncate(String file, int fewer) throws IOException {
    byte[] bytes = Files.readAllBytes(directory.resolve(file));
    Files.write(directory.resolve(file), Arrays.copyOf(bytes, bytes.length - fewer));
  }

  private void zip(String file) throws IOException {
    Path plain = directory.resolve(file);
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(directory.resolve(file + ".gz")))) {
      out.write(Files.readAllBytes(plain));
    }
    Files.delete(plain);
  }
}
