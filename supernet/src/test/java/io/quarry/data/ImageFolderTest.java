package io.quarry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.arch.Shape;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest extends DataSourceContract {
  private static final String[] CLASSES = {"ant", "bee", "cat"};
  private static final Seeds SEEDS = new Seeds(1);

  @Override
  DataSource write(Path directory) throws IOException {
    for (String name : CLASSES) {
      for (int i = 0; i < 9; i++) {
        SampleImages.write(directory.resolve("train/" + name + "/" + i + ".png"), 6, 5);
      }
      for (int i = 0; i < 3; i++) {
        SampleImages.write(directory.resolve("test/" + name + "/" + i + ".png"), 6, 5);
      }
    }
    return new ImageFolder(directory.toString(), 0);
  }

  @Override
  int classes() {
    return CLASSES.length;
  }

  @Test
  void pixelsAreReadInRowsOfRedGreenAndBlue() throws IOException {
    Path root = directory.resolve("two");
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(2, 1, 0x0A141E);
    for (String name : new String[] {"a", "b"}) {
      for (int i = 0; i < 4; i++) {
        SampleImages.write(root.resolve(name + "/" + i + ".png"), image);
      }
    }

    Task task = new ImageFolder(root.toString(), 0).load(new SplitSizes(2, 2, 2, 2), SEEDS);

    assertThat(task.name()).isEqualTo("two");
    assertThat(task.shape()).isEqualTo(new Shape(2, 3, 3));
    assertThat(task.test().pixel(0, 15)).isEqualTo(10);
    assertThat(task.test().pixel(1, 16)).isEqualTo(20);
    assertThat(task.train().pixel(0, 17)).isEqualTo(30);
    assertThat(task.train().pixel(0, 14)).isZero();
  }

  @Test
  void aFolderOfGreyImagesHasOneChannelAndOneColouredImageMakesItThree() throws IOException {
    Path root = directory.resolve("grey");
    BufferedImage grey = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(1, 0, 0, 77);
    for (String name : new String[] {"a", "b"}) {
      for (int i = 0; i < 4; i++) {
        SampleImages.write(root.resolve(name + "/" + i + ".png"), grey);
      }
    }
    ImageFolder folder = new ImageFolder(root.toString(), 0);
    SplitSizes all = new SplitSizes(2, 2, 2, 2);

    assertThat(folder.load(all, SEEDS).shape()).isEqualTo(new Shape(2, 2, 1));
    assertThat(folder.load(all, SEEDS).test().pixel(0, 1)).isEqualTo(77);

    SampleImages.write(root.resolve("a/3.png"), 2, 2);
    Task coloured = folder.load(all, SEEDS);
    assertThat(coloured.shape()).isEqualTo(new Shape(2, 2, 3));
    int bees = 0;
    for (int i = 0; i < 2; i++) {
      if (coloured.test().label(i) == 1) {
        assertThat(coloured.test().pixel(i, 3)).isEqualTo(77);
        assertThat(coloured.test().pixel(i, 5)).isEqualTo(77);
        bees++;
      }
    }
    assertThat(bees).isEqualTo(1);
  }

  @Test
  void anArchiveGivesTheSameTaskAsItsDirectory() throws IOException {
    Path zip = directory.resolve("insects.zip");
    SampleImages.zip(directory, zip);

    Task task = new ImageFolder(zip.toString(), 0).load(sizes(), SEEDS);

    assertThat(task.name()).isEqualTo("insects");
    Task plain = load(0);
    assertThat(task.trainingHash()).isEqualTo(plain.trainingHash());
    assertThat(task.evaluationHash()).isEqualTo(plain.evaluationHash());
    assertThat(task.testHash()).isEqualTo(plain.testHash());
  }

  @Test
  void withASizeMixedImagesAreResized() throws IOException {
    SampleImages.write(directory.resolve("train/ant/9.png"), 17, 12);

    assertThat(load(4).shape()).isEqualTo(new Shape(4, 4, 3));
  }

  @Test
  void withoutASizeMixedImagesAreRefused() throws IOException {
    for (int i = 0; i < 9; i++) {
      SampleImages.write(directory.resolve("train/ant/" + i + ".png"), 6, 6);
    }

    assertThatThrownBy(() -> load(0))
        .isInstanceOf(InputException.class)
        .hasMessageMatching("(?s).*has \\d+x\\d+ pixels, but .* has \\d+x\\d+.*Maybe set a size.*");
  }

  @Test
  void hiddenAndOtherFilesArePassedOver() throws IOException {
    String before = load(0).trainingHash();
    Files.createDirectories(directory.resolve(".cache/x"));
    Files.writeString(directory.resolve("readme.txt"), "text");
    Files.writeString(directory.resolve("train/ant/notes.txt"), "text");
    Files.writeString(directory.resolve("train/ant/._0.png"), "text");

    assertThat(load(0).trainingHash()).isEqualTo(before);
  }

  @Test
  void askingForMoreThanThereIsNamesTheNumbers() throws IOException {
    assertThatThrownBy(
            () -> new ImageFolder(directory.toString(), 0).load(new SplitSizes(20, 4, 4, 3), SEEDS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "ask for 28 images (train 20, calibration 4, validation 4) of the 27");
    Path root = directory.resolve("train");
    assertThatThrownBy(
            () -> new ImageFolder(root.toString(), 0).load(new SplitSizes(20, 3, 4, 3), SEEDS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "30 images (train 20, calibration 3, validation 4, test 3) of the 27");
  }

  @Test
  void aFolderWithoutATestPartIsSplitFourWays() {
    ImageFolder folder = new ImageFolder(directory.resolve("train").toString(), 0);

    Task task = folder.load(sizes(), SEEDS);

    assertThat(task.train().count() + task.calibration().count()).isEqualTo(15);
    assertThat(task.validation().count() + task.test().count()).isEqualTo(12);
    assertThat(folder.load(new SplitSizes(3, 1, 1, 6), SEEDS).testHash())
        .isEqualTo(task.testHash());
    assertThat(folder.load(sizes(), new Seeds(2)).testHash()).isNotEqualTo(task.testHash());
  }

  @Test
  void aMissingFolderIsNamed() {
    assertThatThrownBy(() -> new ImageFolder("no/such/place", 0).load(sizes(), SEEDS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("The image folder no/such/place does not exist");
  }

  @Test
  void anUnreadableImageIsNamed() throws IOException {
    for (int i = 0; i < 9; i++) {
      Files.writeString(directory.resolve("train/bee/" + i + ".png"), "no image");
    }

    assertThatThrownBy(() -> load(0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(directory.resolve("train/bee").toString())
        .hasMessageContaining("is neither a JPEG nor a PNG image");
  }

  @Test
  void moreThanTwoGibibytesAreRefusedAtTheFirstImage() throws IOException {
    for (int i = 10; i < 20; i++) {
      SampleImages.write(directory.resolve("train/ant/" + i + ".png"), 6, 5);
    }

    assertThatThrownBy(
            () ->
                new ImageFolder(directory.toString(), 4096)
                    .load(new SplitSizes(34, 1, 2, 9), SEEDS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("46 images of 4096x4096x3 are more than 2 GiB");
  }

  @Test
  void aSizeOutOfRangeIsRefused() {
    assertThatThrownBy(() -> new ImageFolder("x", -1))
        .isInstanceOf(InputException.class)
        .hasMessage("image-folder: size is -1, outside [0, 4096]");
  }

  @Test
  void linksAreFollowedWithinTheFolderAlone(@TempDir Path elsewhere) throws IOException {
    Path link = directory.resolve("train/ant/9.png");
    Files.createSymbolicLink(link, directory.resolve("train/ant/0.png"));
    assertThat(load(0).shape()).isEqualTo(new Shape(6, 5, 3));

    Files.delete(link);
    SampleImages.write(elsewhere.resolve("a/b/secret.png"), 6, 5);
    Files.createSymbolicLink(link, elsewhere.resolve("a/b/secret.png"));
    assertThatThrownBy(() -> load(0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(link + " is a symbolic link that leads out of " + directory)
        .hasMessageContaining("Maybe put the files themselves there");

    Files.delete(link);
    Path classLink = Files.createSymbolicLink(directory.resolve("train/dog"), elsewhere);
    assertThatThrownBy(() -> load(0)).hasMessageContaining(classLink + " is a symbolic link that");

    Files.delete(classLink);
    Files.createSymbolicLink(directory.resolve("train/again"), directory);
    assertThatThrownBy(() -> load(0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot be listed");
  }

  @Test
  void aLinkToNowhereAndADirectoryWithAnImagesNameAreRefused() throws IOException {
    Path link =
        Files.createSymbolicLink(directory.resolve("train/ant/9.png"), directory.resolve("none"));
    assertThatThrownBy(() -> load(0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(link + " is a symbolic link to nowhere");

    Files.delete(link);
    try (DirectoryFiles files = new DirectoryFiles(directory)) {
      assertThatThrownBy(() -> files.read("train/ant"))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(directory.resolve("train/ant") + " is no file");
    }
  }

  private Task load(int size) {
    return new ImageFolder(directory.toString(), size).load(sizes(), SEEDS);
  }
}
