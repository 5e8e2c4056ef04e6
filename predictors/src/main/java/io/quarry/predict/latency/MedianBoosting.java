package io.quarry.predict.latency;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Gradient boosting for absolute error (Friedman 2001, "LAD_TreeBoost"): each tree is grown on the
 * signs of what is not yet explained, leaf by leaf and the most telling first (Shi 2007), and a
 * leaf answers with a median. Each tree sees four fifths of the rows and of the columns.
 */
final class MedianBoosting {
  private static final double SHRINKAGE = 0.1;
  private static final int MOST_LEAVES = 31;
  private static final int FEWEST_IN_LEAF = 5;

  /** One row and one column in so many is left out of a tree. */
  private static final int LEFT_OUT = 5;

  /** A histogram's entry holds a number of rows in its upper half, a sum of signs in its lower. */
  private static final int COUNT = 32;

  private static final double LEAST_GAIN = 1e-9;

  private final BinnedColumns columns;

  /** By column: where its bins begin in a histogram. */
  private final int[] start;

  private final boolean[] learnedFrom;
  private final double[] residual;
  private final RandomGenerator random;

  private final int[] order;
  private final int[] spare;

  /** By row: what it adds to a histogram; 0 when this tree does not see it. */
  private final long[] share;

  private final boolean[] asked;
  private final long[][] histograms;
  private final double[] sorted;

  /** A leaf that may be split: the rows {@code order[from … to)} and its best split. */
  private static final class Leaf {
    final int node;
    final int from;
    final int to;
    final long[] histogram;
    int column = -1;
    int bin;
    double gain = LEAST_GAIN;

    Leaf(int node, int from, int to, long[] histogram) {
      this.node = node;
      this.from = from;
      this.to = to;
      this.histogram = histogram;
    }
  }

  /**
   * The start of a boosting.
   *
   * @param learnedFrom the rows that trees learn from; the others' residuals are kept beside
   * @param residual what is to be explained, one a row; changed by each tree
   */
  MedianBoosting(
      BinnedColumns columns, boolean[] learnedFrom, double[] residual, RandomGenerator random) {
    int n = residual.length;
    this.columns = columns;
    this.learnedFrom = learnedFrom;
    this.residual = residual;
    this.random = random;
    this.start = new int[columns.count() + 1];
    for (int c = 0; c < columns.count(); c++) {
      start[c + 1] = start[c] + columns.bins(c);
    }
    this.order = new int[n];
    this.spare = new int[n];
    this.share = new long[n];
    this.sorted = new double[n];
    this.asked = new boolean[columns.count()];
    this.histograms = new long[MOST_LEAVES][start[columns.count()]];
  }

  /** Adds one tree, and takes what it says off the residual of every row. */
  RegressionTree grow() {
    draw();
    RegressionTree tree = new RegressionTree();
    Leaf[] leaves = new Leaf[MOST_LEAVES];
    leaves[0] = new Leaf(0, 0, order.length, histograms[0]);
    count(leaves[0]);
    search(leaves[0]);
    int size = 1;
    while (size < MOST_LEAVES) {
      int best = 0;
      for (int l = 1; l < size; l++) {
        best = leaves[l].gain > leaves[best].gain ? l : best;
      }
      if (leaves[best].column < 0) {
        break;
      }
      Leaf[] children = split(tree, leaves[best], histograms[size]);
      leaves[best] = children[0];
      leaves[size++] = children[1];
    }
    for (int l = 0; l < size; l++) {
      answer(tree, leaves[l]);
    }
    tree.trim();
    return tree;
  }

  private void draw() {
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
      boolean seen = learnedFrom[i] && random.nextInt(LEFT_OUT) != 0;
      share[i] = seen ? (1L << COUNT) + (long) Math.signum(residual[i]) : 0;
    }
    boolean any = false;
    for (int c = 0; c < asked.length; c++) {
      asked[c] = random.nextInt(LEFT_OUT) != 0;
      any |= asked[c];
    }
    if (!any) {
      Arrays.fill(asked, true);
    }
  }

  private void count(Leaf leaf) {
    Arrays.fill(leaf.histogram, 0);
    for (int c = 0; c < asked.length; c++) {
      if (asked[c]) {
        byte[] bin = columns.column(c);
        int first = start[c];
        for (int k = leaf.from; k < leaf.to; k++) {
          int row = order[k];
          leaf.histogram[first + (bin[row] & 0xFF)] += share[row];
        }
      }
    }
  }

  /** Finds the split that explains most of the leaf's signs. */
  private void search(Leaf leaf) {
    for (int c = 0; c < asked.length; c++) {
      if (asked[c]) {
        search(leaf, c);
      }
    }
  }

  private void search(Leaf leaf, int column) {
    long all = 0;
    for (int h = start[column]; h < start[column + 1]; h++) {
      all += leaf.histogram[h];
    }
    double before = score(all);
    long left = 0;
    for (int h = start[column]; h < start[column + 1] - 1; h++) {
      left += leaf.histogram[h];
      long right = all - left;
      if (rows(left) >= FEWEST_IN_LEAF && rows(right) >= FEWEST_IN_LEAF) {
        double gain = score(left) + score(right) - before;
        if (gain > leaf.gain) {
          leaf.gain = gain;
          leaf.column = column;
          leaf.bin = h - start[column];
        }
      }
    }
  }

  /** The squared sum of signs over the number of rows. */
  private static double score(long entry) {
    double sum = (int) entry;
    int rows = rows(entry);
    return rows == 0 ? 0 : sum * sum / rows;
  }

  private static int rows(long entry) {
    return (int) ((entry - (int) entry) >> COUNT);
  }

  /** The smaller child is counted anew, the other is what is left of the parent. */
  private Leaf[] split(RegressionTree tree, Leaf parent, long[] fresh) {
    byte[] bin = columns.column(parent.column);
    int middle = parent.from;
    int later = 0;
    for (int k = parent.from; k < parent.to; k++) {
      int row = order[k];
      if ((bin[row] & 0xFF) <= parent.bin) {
        order[middle++] = row;
      } else {
        spare[later++] = row;
      }
    }
    System.arraycopy(spare, 0, order, middle, later);
    int child = tree.split(parent.node, parent.column, columns.edge(parent.column, parent.bin));
    boolean leftSmaller = middle - parent.from <= later;
    long[] kept = parent.histogram;
    Leaf left = new Leaf(child, parent.from, middle, leftSmaller ? fresh : kept);
    Leaf right = new Leaf(child + 1, middle, parent.to, leftSmaller ? kept : fresh);
    count(leftSmaller ? left : right);
    for (int h = 0; h < kept.length; h++) {
      kept[h] -= fresh[h];
    }
    search(left);
    search(right);
    return new Leaf[] {left, right};
  }

  private void answer(RegressionTree tree, Leaf leaf) {
    int n = 0;
    for (int k = leaf.from; k < leaf.to; k++) {
      if (share[order[k]] != 0) {
        sorted[n++] = residual[order[k]];
      }
    }
    if (n == 0) {
      return;
    }
    Arrays.sort(sorted, 0, n);
    double number = SHRINKAGE * Robust.medianOfSorted(sorted, n);
    tree.set(leaf.node, number);
    for (int k = leaf.from; k < leaf.to; k++) {
      residual[order[k]] -= number;
    }
  }
}
