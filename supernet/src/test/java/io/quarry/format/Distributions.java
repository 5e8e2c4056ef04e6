package io.quarry.format;

import io.quarry.seed.Seeds;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Numbers of distributions with variance 1. */
public enum Distributions {
  GAUSSIAN {
    @Override
    double next(RandomGenerator random) {
      return random.nextGaussian();
    }
  },
  LAPLACE {
    @Override
    double next(RandomGenerator random) {
      double magnitude = -Math.log(1 - random.nextDouble()) / Math.sqrt(2);
      return random.nextBoolean() ? magnitude : -magnitude;
    }
  },
  UNIFORM {
    @Override
    double next(RandomGenerator random) {
      return (2 * random.nextDouble() - 1) * Math.sqrt(3);
    }
  };

  abstract double next(RandomGenerator random);

  /** So many numbers, the same for the same seed. */
  public float[] sample(int count, long seed) {
    RandomGenerator random = new Seeds(seed).generator();
    float[] values = new float[count];
    IntStream.range(0, count).forEach(i -> values[i] = (float) next(random));
    return values;
  }
}
