package io.quarry.predict;

import java.util.Arrays;

/** The state of a boosting: what is not yet explained of each row. */
final class Boosting {
  private static final double SHRINKAGE = 0.1;
  private static final double PENALTY = 1;
  private static final int FEWEST_IN_LEAF = 3;

  private final int tests;
  private final int[][] passed;
  private final double[] weights;
  private final boolean[] heldBack;
  private final double[] residual;
  private final int[] node;
  private final double[] sums;
  private final double[] masses;
  private final int[] counts;

  Boosting(int tests, int[][] passed, TrainingSet set, int[] part, int heldBackPart) {
    this.tests = tests;
    this.passed = passed;
    this.weights = set.weights;
    this.residual = set.y.clone();
    this.node = new int[passed.length];
    this.heldBack = new boolean[passed.length];
    for (int i = 0; i < passed.length; i++) {
      heldBack[i] = part[i] == heldBackPart;
    }
    int widest = 1 << (Tree.DEPTH - 1);
    this.sums = new double[widest * tests];
    this.masses = new double[widest * tests];
    this.counts = new int[widest * tests];
  }

  /** Adds one tree, level by level. */
  Tree grow() {
    int inner = (1 << Tree.DEPTH) - 1;
    int[] splits = new int[inner];
    Arrays.fill(splits, -1);
    Arrays.fill(node, 0);
    for (int level = 0; level < Tree.DEPTH; level++) {
      split((1 << level) - 1, 1 << level, splits);
      for (int i = 0; i < node.length; i++) {
        int test = splits[node[i]];
        node[i] = 2 * node[i] + (test >= 0 && passes(i, test) ? 2 : 1);
      }
    }
    double[] leaves = leaves(inner);
    for (int i = 0; i < node.length; i++) {
      residual[i] -= leaves[node[i] - inner];
    }
    return new Tree(splits, leaves);
  }

  /** The weighted mean of the squared residuals of the rows held back. */
  double heldBackError() {
    double sum = 0;
    double mass = 0;
    for (int i = 0; i < residual.length; i++) {
      if (heldBack[i]) {
        sum += weights[i] * residual[i] * residual[i];
        mass += weights[i];
      }
    }
    return sum / mass;
  }

  private boolean passes(int row, int test) {
    return Arrays.binarySearch(passed[row], test) >= 0;
  }

  /** Gives each node of a level the test that explains most, if any explains something. */
  private void split(int first, int nodes, int[] splits) {
    Arrays.fill(sums, 0, nodes * tests, 0);
    Arrays.fill(masses, 0, nodes * tests, 0);
    Arrays.fill(counts, 0, nodes * tests, 0);
    double[] sum = new double[nodes];
    double[] mass = new double[nodes];
    int[] count = new int[nodes];
    for (int i = 0; i < node.length; i++) {
      if (!heldBack[i]) {
        int k = node[i] - first;
        double w = weights[i];
        double g = w * residual[i];
        sum[k] += g;
        mass[k] += w;
        count[k]++;
        int base = k * tests;
        for (int test : passed[i]) {
          sums[base + test] += g;
          masses[base + test] += w;
          counts[base + test]++;
        }
      }
    }
    for (int k = 0; k < nodes; k++) {
      splits[first + k] = best(k, sum[k], mass[k], count[k]);
    }
  }

  private int best(int k, double sum, double mass, int count) {
    int best = -1;
    double most = score(sum, mass) * (1 + 1e-12);
    for (int t = 0; t < tests; t++) {
      int at = k * tests + t;
      if (counts[at] >= FEWEST_IN_LEAF && count - counts[at] >= FEWEST_IN_LEAF) {
        double gain = score(sums[at], masses[at]) + score(sum - sums[at], mass - masses[at]);
        if (gain > most) {
          most = gain;
          best = t;
        }
      }
    }
    return best;
  }

  private static double score(double sum, double mass) {
    return sum * sum / (mass + PENALTY);
  }

  private double[] leaves(int inner) {
    double[] sum = new double[inner + 1];
    double[] mass = new double[inner + 1];
    for (int i = 0; i < node.length; i++) {
      if (!heldBack[i]) {
        sum[node[i] - inner] += weights[i] * residual[i];
        mass[node[i] - inner] += weights[i];
      }
    }
    double[] leaves = new double[inner + 1];
    Arrays.setAll(leaves, l -> SHRINKAGE * sum[l] / (mass[l] + PENALTY));
    return leaves;
  }
}
