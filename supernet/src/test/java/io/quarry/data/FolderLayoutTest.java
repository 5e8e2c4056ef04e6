package io.quarry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.data.FolderLayout.Item;
import io.quarry.problem.InputException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FolderLayoutTest {
  @Test
  void trainAndTestDirectoriesAreTwoParts() {
    FolderLayout layout =
        of("test/a/3.png", "test/b/4.PNG", "train/", "train/a/", "train/a/1.jpg", "train/b/2.JPEG");

    assertThat(layout.classes()).containsExactly("a", "b");
    assertThat(layout.training())
        .containsExactly(new Item("train/a/1.jpg", (byte) 0), new Item("train/b/2.JPEG", (byte) 1));
    assertThat(layout.test())
        .containsExactly(new Item("test/a/3.png", (byte) 0), new Item("test/b/4.PNG", (byte) 1));
  }

  @Test
  void classDirectoriesAloneAreOnePartEvenWhenAClassIsCalledTrain() {
    FolderLayout layout = of("plane/1.jpg", "train/2.jpg");

    assertThat(layout.classes()).containsExactly("plane", "train");
    assertThat(layout.training()).hasSize(2);
    assertThat(layout.test()).isEmpty();
  }

  @Test
  void hiddenNamesArePassedOver() {
    FolderLayout layout =
        of(".git/x/1.jpg", "__MACOSX/a/._1.jpg", "a/1.jpg", "a/.2.jpg", "b/3.jpg", "list.jpg");

    assertThat(layout.training()).extracting(Item::path).containsExactly("a/1.jpg", "b/3.jpg");
  }

  @Test
  void noClassDirectoriesAreRefusedWithTheLayoutsThatAreKnown() {
    assertRefused("here: there are no class directories", "1.jpg", "2.jpg");
    assertRefused("Maybe the images should lie in train/<class>/ and test/<class>/", "1.jpg");
    assertRefused("here: there are no class directories");
  }

  @Test
  void onePartWithoutTheOtherIsRefused() {
    assertRefused("here, test: there are no class", "train/a/1.jpg", "train/b/2.jpg");
    assertRefused("here, train: there are no class", "test/a/1.jpg", "test/b/2.jpg");
  }

  @Test
  void anEmptyClassIsNamed() {
    assertRefused("here: the class directory b holds no JPEG or PNG image", "a/1.jpg", "b/");
    assertRefused("here: the class directory b holds no", "a/1.jpg", "b/2.bmp");
    assertRefused(
        "here, test: the class directory b holds no",
        "test/a/1.jpg",
        "test/b/",
        "train/a/1.jpg",
        "train/b/1.jpg");
  }

  @Test
  void imagesThatLieTooDeepDoNotCount() {
    assertRefused("the class directory b holds no JPEG or PNG image", "a/1.jpg", "b/c/2.jpg");
  }

  @Test
  void classesOfOnePartAloneAreNamed() {
    assertRefused(
        "train and test have different classes: only train has [b], only test has [c]",
        "test/a/1.jpg",
        "test/c/1.jpg",
        "train/a/1.jpg",
        "train/b/1.jpg");
  }

  @Test
  void oneClassIsTooFewAndTwoHundredAreTooMany() {
    assertRefused("here: the number of class directories is 1, outside [2, 128]", "a/1.jpg");
    assertRefused(
        "here: the number of class directories is 200, outside [2, 128]",
        IntStream.range(0, 200).mapToObj(i -> i + "/1.jpg").toArray(String[]::new));
  }

  private static FolderLayout of(String... paths) {
    return FolderLayout.of(List.of(paths), "here");
  }

  private static void assertRefused(String message, String... paths) {
    assertThatThrownBy(() -> of(paths))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }
}
