package io.quarry.predict;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The state of a boosting: what is not yet explained of each row. */
final class Boosting {
  private static final double SHRINKAGE = 0.1;
  private static final double PENALTY = 1;
  private static final double FEWEST_IN_LEAF = 3;

  private final int tests;
  private final boolean[][] passed;

  /** The numbers of the tests that each row passes. */
  private final int[][] passes;

  private final double[] weights;
  private final boolean[] heldBack;
  private final double[] residual;
  private final int[] node;

  /** By node, the root first: its sum of residuals and of weights. */
  private final double[] sum;

  private final double[] mass;

  /** By node and test: the same of the rows that pass, one after the other. */
  private final double[][] histogram;

  Boosting(int tests, boolean[][] passed, TrainingSet set, int[] part, int heldBackPart) {
    this.tests = tests;
    this.passed = passed;
    this.passes = new int[passed.length][];
    this.weights = set.weights;
    this.residual = set.y.clone();
    this.node = new int[passed.length];
    this.heldBack = new boolean[passed.length];
    for (int i = 0; i < passed.length; i++) {
      boolean[] row = passed[i];
      heldBack[i] = part[i] == heldBackPart;
      passes[i] = IntStream.range(0, tests).filter(t -> row[t]).toArray();
    }
    this.sum = new double[2 * Tree.INNER + 1];
    this.mass = new double[2 * Tree.INNER + 1];
    this.histogram = new double[Tree.INNER][2 * tests];
  }

  /** Adds one tree, level by level. */
  Tree grow() {
    int[] splits = new int[Tree.INNER];
    Arrays.fill(node, 0);
    total(0);
    accumulate(0);
    for (int first = 0; first < Tree.INNER; first = 2 * first + 1) {
      for (int k = first; k <= 2 * first; k++) {
        splits[k] = best(k);
      }
      for (int i = 0; i < node.length; i++) {
        int test = splits[node[i]];
        node[i] = 2 * node[i] + (test >= 0 && passed[i][test] ? 2 : 1);
      }
      total(2 * first + 1);
      if (2 * first + 1 < Tree.INNER) {
        accumulateLevel(2 * first + 1);
      }
    }
    double[] leaves = new double[Tree.INNER + 1];
    Arrays.setAll(leaves, l -> SHRINKAGE * sum[Tree.INNER + l] / (mass[Tree.INNER + l] + PENALTY));
    for (int i = 0; i < node.length; i++) {
      residual[i] -= leaves[node[i] - Tree.INNER];
    }
    return new Tree(splits, leaves);
  }

  /** The weighted mean of the squared residuals of the rows held back. */
  double heldBackError() {
    double squares = 0;
    double all = 0;
    for (int i = 0; i < residual.length; i++) {
      if (heldBack[i]) {
        squares += weights[i] * residual[i] * residual[i];
        all += weights[i];
      }
    }
    return squares / all;
  }

  /** Sums over the rows of each node of the level that begins with {@code first}. */
  private void total(int first) {
    Arrays.fill(sum, first, 2 * first + 1, 0);
    Arrays.fill(mass, first, 2 * first + 1, 0);
    for (int i = 0; i < node.length; i++) {
      if (!heldBack[i]) {
        sum[node[i]] += weights[i] * residual[i];
        mass[node[i]] += weights[i];
      }
    }
  }

  /** The lighter of two siblings is summed, the other is what is left of their parent. */
  private void accumulateLevel(int first) {
    for (int left = first; left <= 2 * first; left += 2) {
      int light = mass[left] <= mass[left + 1] ? left : left + 1;
      int heavy = light == left ? left + 1 : left;
      accumulate(light);
      double[] parent = histogram[(left - 1) / 2];
      for (int t = 0; t < 2 * tests; t++) {
        histogram[heavy][t] = parent[t] - histogram[light][t];
      }
    }
  }

  private void accumulate(int k) {
    double[] sums = histogram[k];
    Arrays.fill(sums, 0);
    for (int i = 0; i < node.length; i++) {
      if (!heldBack[i] && node[i] == k) {
        double w = weights[i];
        double g = w * residual[i];
        for (int test : passes[i]) {
          sums[2 * test] += g;
          sums[2 * test + 1] += w;
        }
      }
    }
  }

  /** The test that explains most of a node's residuals; −1 if none explains anything. */
  private int best(int k) {
    int best = -1;
    // Rounding alone is no gain.
    double most = score(sum[k], mass[k]) * (1 + 1e-9);
    double[] sums = histogram[k];
    for (int t = 0; t < tests; t++) {
      double passing = sums[2 * t + 1];
      double failing = mass[k] - passing;
      if (passing >= FEWEST_IN_LEAF && failing >= FEWEST_IN_LEAF) {
        double gain = score(sums[2 * t], passing) + score(sum[k] - sums[2 * t], failing);
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
}
