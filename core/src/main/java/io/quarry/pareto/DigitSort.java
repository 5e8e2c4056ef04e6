package io.quarry.pareto;

import java.util.Arrays;

/**
 * A stable radix sort (Knuth, volume 3, section 5.2.5) of numbers of elements by the bits of a
 * value each has. Two passes over the leading bits that differ leave little to do for an insertion
 * sort; where values lie too close together for that, all bits are passed over.
 */
final class DigitSort {
  private static final int DIGIT_BITS = 11;
  private static final int RADIX = 1 << DIGIT_BITS;

  /** Moves an element that the insertion sort may make before it gives up. */
  private static final int MOVES = 4;

  private final int[] result;
  private final int offset;
  private final int n;
  private final int[] counts = new int[RADIX];

  private long[] keys;
  private int[] order;
  private long[] otherKeys;
  private int[] otherOrder;

  /** Is to sort {@code n} elements of an order, from {@code offset} on; at least one. */
  DigitSort(int[] order, double[] values, int offset, int n) {
    this.result = order;
    this.offset = offset;
    this.n = n;
    this.order = Arrays.copyOfRange(order, offset, offset + n);
    this.otherOrder = new int[n];
    this.keys = new long[n];
    this.otherKeys = new long[n];
    for (int i = 0; i < n; i++) {
      keys[i] = sortable(values[this.order[i]]);
    }
  }

  void sort() {
    long differing = 0;
    for (long key : keys) {
      differing |= key ^ keys[0];
    }
    int bits = Long.SIZE - Long.numberOfLeadingZeros(differing);
    int lowest = Math.max(0, bits - 2 * DIGIT_BITS);
    pass(lowest);
    pass(lowest + DIGIT_BITS);
    if (!finishByInsertion()) {
      for (int shift = 0; shift < bits; shift += DIGIT_BITS) {
        pass(shift);
      }
    }
    System.arraycopy(order, 0, result, offset, n);
  }

  /** Bits that compare as the values do when they are read as unsigned numbers. */
  private static long sortable(double value) {
    long bits = Double.doubleToRawLongBits(value + 0.0); // −0 becomes 0.
    return bits ^ ((bits >> (Long.SIZE - 1)) | Long.MIN_VALUE);
  }

  /** Sorts by one digit. */
  private void pass(int shift) {
    Arrays.fill(counts, 0);
    for (int i = 0; i < n; i++) {
      counts[digit(keys[i], shift)]++;
    }
    int sum = 0;
    for (int d = 0; d < RADIX; d++) {
      int count = counts[d];
      counts[d] = sum;
      sum += count;
    }
    for (int i = 0; i < n; i++) {
      int place = counts[digit(keys[i], shift)]++;
      otherKeys[place] = keys[i];
      otherOrder[place] = order[i];
    }
    long[] swappedKeys = keys;
    keys = otherKeys;
    otherKeys = swappedKeys;
    int[] swapped = order;
    order = otherOrder;
    otherOrder = swapped;
  }

  private static int digit(long key, int shift) {
    return (int) (key >>> shift) & (RADIX - 1);
  }

  private boolean finishByInsertion() {
    long moves = (long) MOVES * n;
    for (int i = 1; i < n; i++) {
      long key = keys[i];
      int element = order[i];
      int place = i;
      while (place > 0 && Long.compareUnsigned(keys[place - 1], key) > 0) {
        keys[place] = keys[place - 1];
        order[place] = order[place - 1];
        place--;
      }
      keys[place] = key;
      order[place] = element;
      moves -= i - place;
      if (moves < 0) {
        return false;
      }
    }
    return true;
  }
}
