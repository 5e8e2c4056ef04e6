package io.quarry.predict.latency;

import java.io.Serializable;
import java.util.Arrays;

/** A binary tree with a number in each leaf. It grows by splitting leaves. */
final class RegressionTree implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int LEAF = -1;

  /** By node, the root first: the column that is asked, or {@link #LEAF}. */
  private int[] column = {LEAF};

  /** By node: the greatest value that goes left; of a leaf its number. */
  private double[] value = {0};

  /** By node: its left child; the right one follows it. */
  private int[] left = {0};

  private int size = 1;

  /** Gives a leaf two children, and returns the left one; the right one is the next. */
  int split(int leaf, int byColumn, double threshold) {
    if (size + 2 > column.length) {
      int room = 2 * size + 2;
      column = Arrays.copyOf(column, room);
      value = Arrays.copyOf(value, room);
      left = Arrays.copyOf(left, room);
    }
    column[leaf] = byColumn;
    value[leaf] = threshold;
    left[leaf] = size;
    column[size] = LEAF;
    column[size + 1] = LEAF;
    size += 2;
    return size - 2;
  }

  void set(int leaf, double number) {
    value[leaf] = number;
  }

  /** Drops the room for more nodes. */
  void trim() {
    column = Arrays.copyOf(column, size);
    value = Arrays.copyOf(value, size);
    left = Arrays.copyOf(left, size);
  }

  double value(double[] row) {
    int node = 0;
    while (column[node] != LEAF) {
      node = row[column[node]] <= value[node] ? left[node] : left[node] + 1;
    }
    return value[node];
  }
}
