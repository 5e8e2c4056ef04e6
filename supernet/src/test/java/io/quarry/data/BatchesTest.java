package io.quarry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.arch.Shape;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final Shape SHAPE = new Shape(4, 5, 2);
  private static final int ELEMENTS = SHAPE.elements();
  private static final int COUNT = 23;
  private static final int BATCH = 5;

  /** With it, a pixel that is not padding is never 0. */
  private final PixelTransform transform =
      PixelTransform.of(new Task.Normalization(List.of(-0.1f, -0.2f), List.of(0.2f, 0.4f)));

  private final Images images = images();

  @Test
  void anEpochShowsEachImageAtMostOnceAndLeavesOutTheRemainder() {
    Batches batches = batches(0, false, 1);

    assertThat(batches.perEpoch()).isEqualTo(4);
    List<Integer> seen = labels(batches, 0);
    assertThat(seen).hasSize(20).doesNotHaveDuplicates();
    assertThat(labels(batches, 1)).isNotEqualTo(seen);
  }

  @Test
  void withoutAugmentationPixelsAreTheImages() {
    float[] expected = new float[COUNT * ELEMENTS];
    transform.nhwc(images, 0, COUNT, expected);
    float[] pixels = new float[BATCH * ELEMENTS];
    int[] labels = new int[BATCH];

    batches(0, false, 1).fill(2, 3, pixels, labels);

    for (int i = 0; i < BATCH; i++) {
      assertThat(image(pixels, i)).isEqualTo(image(expected, labels[i]));
    }
  }

  @Test
  void shiftsMoveTheImageAndPadWithZero() {
    Set<String> moves = new HashSet<>();
    visit(
        batches(2, false, 1),
        (pixels, label) -> {
          String move = move(pixels, label, 2, false);
          assertThat(move).isNotEmpty();
          moves.add(move);
        });

    assertThat(moves).hasSize(25);
  }

  @Test
  void mirroringFlipsAboutHalfOfTheImages() {
    int[] flipped = new int[2];
    visit(
        batches(0, true, 1),
        (pixels, label) -> {
          boolean straight = !move(pixels, label, 0, false).isEmpty();
          boolean mirrored = !move(pixels, label, 0, true).isEmpty();
          assertThat(straight).isNotEqualTo(mirrored);
          flipped[mirrored ? 1 : 0]++;
        });

    assertThat(flipped[1]).isBetween(80, 120);
    assertThat(flipped[0] + flipped[1]).isEqualTo(200);
  }

  @Test
  void aBatchDependsOnSeedEpochAndPositionAlone() {
    Batches one = batches(1, true, 1);
    float[] expected = new float[BATCH * ELEMENTS];
    int[] expectedLabels = new int[BATCH];
    one.fill(0, 0, expected, expectedLabels);
    one.fill(7, 1, expected, expectedLabels);
    one.fill(6, 2, expected, expectedLabels);
    float[] pixels = new float[BATCH * ELEMENTS];
    int[] labels = new int[BATCH];

    batches(1, true, 1).fill(6, 2, pixels, labels);
    assertThat(pixels).isEqualTo(expected);
    assertThat(labels).isEqualTo(expectedLabels);

    batches(1, true, 2).fill(6, 2, pixels, labels);
    assertThat(pixels).isNotEqualTo(expected);
  }

  @Test
  void aBatchLargerThanTheSplitIsRefused() {
    assertThatThrownBy(
            () -> new Batches(images, transform, new Augmentation(0, false), 24, new Seeds(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("A batch of 24 images cannot be drawn from a training split of 23")
        .hasMessageContaining("Maybe choose a batch between 1 and 23.");
  }

  @Test
  void aShiftLargerThanTheImageLeavesOnlyPadding() {
    int[] blank = new int[1];
    visit(
        batches(9, false, 1),
        (pixels, label) -> {
          for (float pixel : pixels) {
            if (pixel != 0) {
              return;
            }
          }
          blank[0]++;
        });

    assertThat(blank[0]).isPositive();
  }

  @Test
  void aNegativeShiftIsRefused() {
    assertThatThrownBy(() -> new Augmentation(-1, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A shift of -1 pixels");
  }

  /** The shift that makes an image what it is in the batch, as text; empty when none does. */
  private String move(float[] pixels, int label, int reach, boolean flipped) {
    for (int down = -reach; down <= reach; down++) {
      for (int right = -reach; right <= reach; right++) {
        if (Arrays.equals(pixels, moved(label, down, right, flipped))) {
          return down + "," + right;
        }
      }
    }
    return "";
  }

  private float[] moved(int label, int down, int right, boolean flipped) {
    float[] out = new float[ELEMENTS];
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 5; column++) {
        int fromRow = row - down;
        int fromColumn = column - right;
        if (fromRow >= 0 && fromRow < 4 && fromColumn >= 0 && fromColumn < 5) {
          int source = flipped ? 4 - fromColumn : fromColumn;
          for (int c = 0; c < 2; c++) {
            int pixel = images.pixel(label, (fromRow * 5 + source) * 2 + c);
            out[(row * 5 + column) * 2 + c] = transform.value(c, pixel);
          }
        }
      }
    }
    return out;
  }

  private interface Visitor {
    void see(float[] pixels, int label);
  }

  /** Shows the 200 images of ten epochs. */
  private static void visit(Batches batches, Visitor visitor) {
    float[] pixels = new float[BATCH * ELEMENTS];
    int[] labels = new int[BATCH];
    for (int epoch = 0; epoch < 10; epoch++) {
      for (int position = 0; position < batches.perEpoch(); position++) {
        batches.fill(epoch, position, pixels, labels);
        for (int i = 0; i < BATCH; i++) {
          visitor.see(image(pixels, i), labels[i]);
        }
      }
    }
  }

  private static List<Integer> labels(Batches batches, int epoch) {
    int[] all = new int[batches.perEpoch() * batches.size()];
    int[] labels = new int[BATCH];
    for (int position = 0; position < batches.perEpoch(); position++) {
      batches.fill(epoch, position, new float[BATCH * ELEMENTS], labels);
      System.arraycopy(labels, 0, all, position * BATCH, BATCH);
    }
    return Arrays.stream(all).boxed().toList();
  }

  private static float[] image(float[] pixels, int image) {
    return Arrays.copyOfRange(pixels, image * ELEMENTS, (image + 1) * ELEMENTS);
  }

  private Batches batches(int shift, boolean mirror, long seed) {
    return new Batches(images, transform, new Augmentation(shift, mirror), BATCH, new Seeds(seed));
  }

  /** Random images, each labelled by its own index. */
  private static Images images() {
    byte[] pixels = new byte[COUNT * ELEMENTS];
    new Seeds(3).generator().nextBytes(pixels);
    byte[] labels = new byte[COUNT];
    for (int i = 0; i < COUNT; i++) {
      labels[i] = (byte) i;
    }
    return new Images(SHAPE, pixels, labels);
  }
}
