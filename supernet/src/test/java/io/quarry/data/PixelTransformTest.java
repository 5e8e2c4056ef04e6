package io.quarry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.arch.Shape;
import io.quarry.seed.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class PixelTransformTest {
  private static final Shape SHAPE = new Shape(3, 4, 2);
  private static final Task.Normalization NORMALIZATION =
      new Task.Normalization(List.of(0.25f, 0.5f), List.of(0.2f, 0.4f));

  private final PixelTransform transform = PixelTransform.of(NORMALIZATION);
  private final Images images = random(5);

  @Test
  void nhwcNormalizesARangeWhereItLies() {
    float[] out = new float[2 * SHAPE.elements()];
    transform.nhwc(images, 2, 4, out);

    for (int i = 0; i < out.length; i++) {
      int pixel = images.pixel(2 + i / 24, i % 24);
      assertThat(out[i]).isEqualTo(expected(pixel, i % 2), within(1e-6f));
    }
  }

  @Test
  void nchwHoldsTheSameNumbersInPlanes() {
    float[] nhwc = new float[2 * SHAPE.elements()];
    transform.nhwc(images, 1, 3, nhwc);
    FloatBuffer direct =
        ByteBuffer.allocateDirect(4 * 50).order(ByteOrder.nativeOrder()).asFloatBuffer();
    transform.nchw(images, 1, 3, direct);

    assertThat(direct.position()).isEqualTo(48);
    for (int image = 0; image < 2; image++) {
      for (int c = 0; c < 2; c++) {
        for (int i = 0; i < 12; i++) {
          assertThat(direct.get(image * 24 + c * 12 + i)).isEqualTo(nhwc[image * 24 + i * 2 + c]);
        }
      }
    }
  }

  @Test
  void anEmptyRangeWritesNothing() {
    float[] out = {7};
    transform.nhwc(images, 3, 3, out);

    assertThat(out).containsExactly(7);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> transform.nhwc(images, 0, 2, new float[47]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 images of")
        .hasMessageContaining("do not fit into 47 floats");
    assertThatThrownBy(() -> transform.nchw(images, 0, 1, FloatBuffer.allocate(23)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("do not fit into 23 floats");
    assertThatThrownBy(() -> transform.nhwc(images, 4, 6, new float[48]))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("Range [4, 6) out of bounds for length 5");
    Images grey = new Images(new Shape(1, 1, 1), new byte[1], new byte[1]);
    assertThatThrownBy(() -> transform.nhwc(grey, 0, 1, new float[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("A normalization of 2 channels does not fit");
  }

  @Test
  void theNormalizationOfImagesGivesThemMeanZeroAndDeviationOne() {
    Images many = random(500);
    float[] out = new float[many.pixels().length];
    PixelTransform.of(Task.Normalization.of(many)).nhwc(many, 0, many.count(), out);

    for (int c = 0; c < 2; c++) {
      double sum = 0;
      double squares = 0;
      for (int i = c; i < out.length; i += 2) {
        sum += out[i];
        squares += (double) out[i] * out[i];
      }
      assertThat(sum / 6000).isEqualTo(0, within(1e-5));
      assertThat(squares / 6000).isEqualTo(1, within(1e-5));
    }
  }

  @Test
  void aConstantChannelCanBeNormalized() {
    Images black = new Images(SHAPE, new byte[24], new byte[1]);

    Task.Normalization normalization = Task.Normalization.of(black);

    assertThat(normalization.mean()).containsExactly(0f, 0f);
    assertThat(normalization.deviation()).containsExactly(1 / 255f, 1 / 255f);
  }

  @Test
  void anImpossibleNormalizationIsRefused() {
    assertThatThrownBy(() -> new Task.Normalization(List.of(0f), List.of(0f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Deviations [0.0] are not positive");
    assertThatThrownBy(() -> new Task.Normalization(List.of(0f), List.of(1f, 1f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 means and 2 deviations are no normalization");
  }

  private static float expected(int pixel, int channel) {
    return (pixel / 255f - NORMALIZATION.mean().get(channel))
        / NORMALIZATION.deviation().get(channel);
  }

  private static Images random(int count) {
    byte[] pixels = new byte[count * SHAPE.elements()];
    new Seeds(3).generator().nextBytes(pixels);
    return new Images(SHAPE, pixels, new byte[count]);
  }
}
