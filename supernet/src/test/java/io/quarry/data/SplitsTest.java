package io.quarry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.arch.Shape;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SplitsTest {
  private static final int CLASSES = 6;

  @Property(tries = 200, seed = "20261121")
  void anOrderIsAPermutationAndEveryPrefixIsStratified(
      @ForAll @Size(min = 1, max = 120) List<@IntRange(max = CLASSES - 1) Integer> drawn,
      @ForAll long seed) {
    byte[] labels = bytes(drawn);
    int[] order = Splits.stratifiedOrder(labels, CLASSES, new Seeds(seed));

    int[] sorted = order.clone();
    Arrays.sort(sorted);
    int[] identity = new int[labels.length];
    Arrays.setAll(identity, i -> i);
    assertThat(sorted).isEqualTo(identity);
    double[] share = new double[CLASSES];
    for (byte label : labels) {
      share[label] += 1.0 / labels.length;
    }
    int[] seen = new int[CLASSES];
    for (int i = 0; i < order.length; i++) {
      seen[labels[order[i]]]++;
      for (int k = 0; k < CLASSES; k++) {
        // Half an image from rounding its own class, and its share of that of all classes.
        double bound = 0.5 + share[k] * (1 + CLASSES / 2.0) + 1e-9;
        assertThat((double) seen[k]).isEqualTo((i + 1) * share[k], within(bound));
      }
    }
  }

  @Test
  void askingForMoreThanThereIsNamesTheNumbers() {
    byte[] labels = {0, 1, 0, 1, 0, 1};
    Images six = new Images(new Shape(1, 1, 1), new byte[6], labels);

    assertThatThrownBy(() -> task(six, new SplitSizes(4, 1, 2, 6)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("here: the splits ask for 7 images")
        .hasMessageContaining("(train 4, calibration 1, validation 2) of the 6 that are there")
        .hasMessageContaining("Maybe make the splits smaller.");
    assertThatThrownBy(() -> task(six, new SplitSizes(3, 1, 2, 7)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("ask for 7 images (test 7) of the 6 that are there");
    assertThatThrownBy(() -> task(six, new SplitSizes(Integer.MAX_VALUE, Integer.MAX_VALUE, 5, 1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("ask for 4294967299 images");
    assertThat(task(six, new SplitSizes(3, 1, 2, 6)).train().count()).isEqualTo(3);
  }

  @Test
  void emptyClassesAreNamed() {
    assertThatThrownBy(() -> Splits.requireEveryClass(new byte[] {0, 3, 3}, 4, "here"))
        .isInstanceOf(InputException.class)
        .hasMessage("here: no image of class [1, 2], though classes go from 0 to 3");
  }

  @Test
  void moreThanTwoGibibytesAreRefused() {
    assertThatThrownBy(() -> Splits.allocate(1 << 20, new Shape(32, 32, 3), "here"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("here: 1048576 images of 32x32x3 are more than 2 GiB");
  }

  private static Task task(Images images, SplitSizes sizes) {
    return Splits.task("six", 2, images, images, sizes, new Seeds(1), "here");
  }

  private static byte[] bytes(List<Integer> numbers) {
    byte[] bytes = new byte[numbers.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = numbers.get(i).byteValue();
    }
    return bytes;
  }
}
