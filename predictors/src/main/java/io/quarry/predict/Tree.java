package io.quarry.predict;

/** A complete binary tree: node i has the children 2i + 1 (failed) and 2i + 2 (passed). */
final class Tree {
  static final int DEPTH = 3;

  /** The number of nodes that are no leaves. */
  static final int INNER = (1 << DEPTH) - 1;

  /** Inner nodes; −1 asks nothing and goes to the first child. */
  private final int[] tests;

  private final double[] leaves;

  Tree(int[] tests, double[] leaves) {
    this.tests = tests;
    this.leaves = leaves;
  }

  double value(boolean[] passes) {
    int node = 0;
    for (int level = 0; level < DEPTH; level++) {
      int test = tests[node];
      node = 2 * node + (test >= 0 && passes[test] ? 2 : 1);
    }
    return leaves[node - INNER];
  }
}
