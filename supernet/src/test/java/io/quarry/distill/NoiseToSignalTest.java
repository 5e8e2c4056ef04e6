package io.quarry.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarry.seed.Seeds;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class NoiseToSignalTest {
  private static final int IMAGES = 3;
  private static final int POSITIONS = 5;
  private static final int CHANNELS = 4;
  private static final double EPSILON = 0.05;

  private final float[] teacher = random("teacher");
  private final float[] student = random("student");

  @Test
  void isTheMeanOfSquaredErrorsOverTheTeachersVariances() {
    double expected = 0;
    for (int n = 0; n < IMAGES; n++) {
      for (int c = 0; c < CHANNELS; c++) {
        double mean = 0;
        double square = 0;
        double error = 0;
        for (int p = 0; p < POSITIONS; p++) {
          int at = (n * POSITIONS + p) * CHANNELS + c;
          mean += teacher[at] / (double) POSITIONS;
          square += (double) teacher[at] * teacher[at] / POSITIONS;
          error += Math.pow(student[at] - teacher[at], 2) / POSITIONS;
        }
        expected += error / (square - mean * mean + EPSILON) / (IMAGES * CHANNELS);
      }
    }
    assertThat(loss(student, new float[student.length])).isCloseTo(expected, within(1e-5));
  }

  @Test
  void theGradientEqualsFiniteDifferences() {
    float[] gradient = new float[student.length];
    loss(student, gradient);
    float h = 1e-2f; // the loss is quadratic: central differences are exact
    for (int i = 0; i < student.length; i++) {
      float[] moved = student.clone();
      moved[i] = student[i] + h;
      double above = loss(moved, new float[student.length]);
      moved[i] = student[i] - h;
      double below = loss(moved, new float[student.length]);
      assertThat((double) gradient[i])
          .as("gradient %d", i)
          .isCloseTo((above - below) / (2 * h), within(1e-4));
    }
  }

  @Test
  void theTeacherItselfHasNoLossAndItsMeansHaveOne() {
    float[] means = new float[teacher.length];
    for (int i = 0; i < means.length; i++) {
      int first = i / (POSITIONS * CHANNELS) * POSITIONS * CHANNELS + i % CHANNELS;
      for (int p = 0; p < POSITIONS; p++) {
        means[i] += teacher[first + p * CHANNELS] / POSITIONS;
      }
    }
    NoiseToSignal exact = new NoiseToSignal(teacher, POSITIONS, CHANNELS, 1e-9);
    float[] gradient = new float[teacher.length];
    assertThat(exact.loss(teacher, gradient)).isZero();
    assertThat(gradient).containsOnly(0);
    assertThat(exact.loss(means, gradient)).isCloseTo(1, within(1e-5));
  }

  @Test
  void aFlatChannelCountsNoMoreThanEpsilonLets() {
    float[] flat = new float[POSITIONS];
    float[] near = {0.1f, 0.1f, 0.1f, 0.1f, 0.1f};
    double loss = new NoiseToSignal(flat, POSITIONS, 1, 0.5).loss(near, new float[POSITIONS]);
    assertThat(loss).isCloseTo(0.01 / 0.5, within(1e-6));
  }

  @Test
  void whatIsNotFiniteShows() {
    float[] broken = student.clone();
    broken[7] = Float.NaN;
    assertThat(loss(broken, new float[broken.length])).isNaN();
  }

  @Test
  void meanVarianceIsOverImagesAndPositionsOfEachChannel() {
    // Channel 0: 0, 2, 4, 6: variance 5; channel 1: always 3.
    float[] features = {0, 3, 2, 3, 4, 3, 6, 3};
    assertThat(NoiseToSignal.meanVariance(features, 2)).isCloseTo(2.5, within(1e-12));
  }

  private double loss(float[] features, float[] gradient) {
    return new NoiseToSignal(teacher, POSITIONS, CHANNELS, EPSILON).loss(features, gradient);
  }

  private static float[] random(String purpose) {
    RandomGenerator random = new Seeds(5).child(purpose).generator();
    float[] numbers = new float[IMAGES * POSITIONS * CHANNELS];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }
}
