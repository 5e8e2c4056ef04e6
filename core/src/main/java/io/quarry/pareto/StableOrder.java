package io.quarry.pareto;

import java.util.Arrays;

/**
 * Sorts numbers of elements by a value each has, stably, over primitive arrays: few elements by
 * merging, many by the digits of their values. Sorting boxed numbers with a comparator takes 5 to
 * 15 times as long.
 */
final class StableOrder {
  /** Runs of this length are sorted by insertion. */
  private static final int RUN = 8;

  /** From here on sorting by digits is at least twice as fast (measured). */
  private static final int MANY = 256;

  private StableOrder() {}

  /**
   * Sorts the whole order by ascending value; elements of equal value stay in the order they had.
   * −0 equals 0.
   *
   * @param order numbers of elements; sorted in place
   * @param values by element, none of them NaN
   */
  static void sort(int[] order, double[] values) {
    sort(order, values, 0, order.length);
  }

  /** Sorts a part of the order: from {@code from} to before {@code to}. */
  static void sort(int[] order, double[] values, int from, int to) {
    int n = to - from;
    if (n >= MANY) {
      new DigitSort(order, values, from, n).sort();
      return;
    }
    double[] keys = new double[n];
    for (int i = 0; i < n; i++) {
      keys[i] = values[order[from + i]];
    }
    for (int start = 0; start < n; start += RUN) {
      insertionSort(order, keys, from, start, Math.min(n, start + RUN));
    }
    if (n > RUN) {
      mergeRuns(order, keys, from);
    }
  }

  /** The elements 0 to n−1 in their order. */
  static int[] identity(int n) {
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    return order;
  }

  private static void insertionSort(int[] order, double[] keys, int offset, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      double key = keys[i];
      int element = order[offset + i];
      int place = i;
      while (place > from && keys[place - 1] > key) {
        keys[place] = keys[place - 1];
        order[offset + place] = order[offset + place - 1];
        place--;
      }
      keys[place] = key;
      order[offset + place] = element;
    }
  }

  private static void mergeRuns(int[] order, double[] keys, int offset) {
    int n = keys.length;
    int[] from = Arrays.copyOfRange(order, offset, offset + n);
    int[] to = new int[n];
    double[] keysFrom = keys;
    double[] keysTo = new double[n];
    for (int width = RUN; width < n; width *= 2) {
      for (int start = 0; start < n; start += 2 * width) {
        int middle = Math.min(n, start + width);
        merge(from, keysFrom, to, keysTo, start, middle, Math.min(n, middle + width));
      }
      int[] swapped = from;
      from = to;
      to = swapped;
      double[] keysSwapped = keysFrom;
      keysFrom = keysTo;
      keysTo = keysSwapped;
    }
    System.arraycopy(from, 0, order, offset, n);
  }

  private static void merge(
      int[] from, double[] keysFrom, int[] to, double[] keysTo, int start, int middle, int end) {
    int left = start;
    int right = middle;
    int place = start;
    while (left < middle && right < end) {
      int source = keysFrom[left] <= keysFrom[right] ? left++ : right++;
      to[place] = from[source];
      keysTo[place++] = keysFrom[source];
    }
    int rest = left < middle ? left : right;
    System.arraycopy(from, rest, to, place, end - place);
    System.arraycopy(keysFrom, rest, keysTo, place, end - place);
  }
}
