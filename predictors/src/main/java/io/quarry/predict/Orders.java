package io.quarry.predict;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Random orders. */
final class Orders {
  private Orders() {}

  /** The numbers below n, shuffled. */
  static int[] shuffled(int n, RandomGenerator random) {
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    shuffle(order, n, random);
    return order;
  }

  /** Shuffles the first {@code count} (Fisher and Yates). */
  static void shuffle(int[] order, int count, RandomGenerator random) {
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
  }
}
