package io.quarry.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.arch.Shape;
import org.junit.jupiter.api.Test;

class PictureTest {
  @Test
  void aPictureOfTheSizeStaysAsItIs() {
    Picture picture = new Picture(new Shape(2, 2, 1), new byte[] {1, 2, 3, 4});

    assertThat(picture.resized(2)).isSameAs(picture);
  }

  @Test
  void aConstantPictureStaysConstant() {
    byte[] pixels = new byte[7 * 7 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (200 + i % 3);
    }
    Picture picture = new Picture(new Shape(7, 7, 3), pixels);

    for (int size : new int[] {1, 3, 5, 11}) {
      byte[] resized = picture.resized(size).pixels();
      assertThat(resized).hasSize(size * size * 3);
      for (int i = 0; i < resized.length; i++) {
        assertThat(resized[i]).isEqualTo((byte) (200 + i % 3));
      }
    }
  }

  @Test
  void onlyTheCentredSquareIsSeen() {
    byte[] wide = {9, 9, 1, 2, 9, 9, 9, 9, 3, 4, 9, 9};
    Picture picture = new Picture(new Shape(2, 6, 1), wide);

    Picture square = new Picture(new Shape(2, 2, 1), new byte[] {1, 2, 3, 4});
    assertThat(picture.resized(1).pixels()).isEqualTo(square.resized(1).pixels());
    assertThat(picture.resized(5).pixels()).isEqualTo(square.resized(5).pixels());
    assertThat(picture.resized(2).pixels()).isEqualTo(square.pixels());
  }

  @Test
  void enlargingInterpolatesLinearlyBetweenPixelCentres() {
    Picture picture = new Picture(new Shape(2, 2, 1), new byte[] {0, 100, 0, 100});

    assertThat(picture.resized(4).pixels())
        .containsExactly(0, 25, 75, 100, 0, 25, 75, 100, 0, 25, 75, 100, 0, 25, 75, 100);
  }

  @Test
  void halvingWeighsNeighboursByATriangle() {
    // Each output pixel sees inputs at distances 0.5, 0.5, 1.5 of a reach of 2: weights 3, 3, 1;
    // along a row of 0, 0, 70, 70 that is (0·3 + 0·3 + 70·1) / 7 and (0·1 + 70·3 + 70·3) / 7.
    byte[] pixels = new byte[16];
    for (int row = 0; row < 4; row++) {
      pixels[4 * row + 2] = 70;
      pixels[4 * row + 3] = 70;
    }

    assertThat(new Picture(new Shape(4, 4, 1), pixels).resized(2).pixels())
        .containsExactly(10, 60, 10, 60);
  }

  @Test
  void greyIsCopiedToEachChannel() {
    byte[] out = new byte[7];
    new Picture(new Shape(1, 2, 1), new byte[] {5, 6}).copyTo(out, 1, 3);

    assertThat(out).containsExactly(0, 5, 5, 5, 6, 6, 6);
  }
}
