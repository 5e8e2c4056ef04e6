package io.quarry.pareto;

import java.util.Arrays;

/**
 * Sorts numbers of elements by a value each has: a stable merge sort over primitive arrays, which
 * moves the values along. Sorting boxed numbers with a comparator takes about four times as long.
 */
final class StableOrder {
  /** Runs of this length are sorted by insertion. */
  private static final int RUN = 8;

  private StableOrder() {}

  /**
   * Sorts the whole order by ascending value; elements of equal value stay in the order they had.
   * −0 equals 0.
   *
   * @param order numbers of elements; sorted in place
   * @param values by element, none of them NaN
   */
  static void sort(int[] order, double[] values) {
    int n = order.length;
    double[] keys = new double[n];
    for (int i = 0; i < n; i++) {
      keys[i] = values[order[i]];
    }
    for (int from = 0; from < n; from += RUN) {
      insertionSort(order, keys, from, Math.min(n, from + RUN));
    }
    if (n > RUN) {
      mergeRuns(order, keys);
    }
  }

  /** The elements 0 to n−1 in their order. */
  static int[] identity(int n) {
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    return order;
  }

  private static void insertionSort(int[] order, double[] keys, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      double key = keys[i];
      int element = order[i];
      int place = i;
      while (place > from && keys[place - 1] > key) {
        keys[place] = keys[place - 1];
        order[place] = order[place - 1];
        place--;
      }
      keys[place] = key;
      order[place] = element;
    }
  }

  private static void mergeRuns(int[] order, double[] keys) {
    int n = order.length;
    int[] from = order;
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
    if (from != order) {
      System.arraycopy(from, 0, order, 0, n);
    }
  }

  private static void merge(
      int[] from, double[] keysFrom, int[] to, double[] keysTo, int start, int middle, int end) {
    int left = start;
    int right = middle;
    if (middle >= end || keysFrom[middle - 1] <= keysFrom[middle]) {
      System.arraycopy(from, start, to, start, end - start);
      System.arraycopy(keysFrom, start, keysTo, start, end - start);
      return;
    }
    for (int place = start; place < end; place++) {
      boolean takeLeft = right >= end || (left < middle && keysFrom[left] <= keysFrom[right]);
      int source = takeLeft ? left++ : right++;
      to[place] = from[source];
      keysTo[place] = keysFrom[source];
    }
  }
}
