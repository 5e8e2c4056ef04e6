package io.quarry.hyperspace;

import java.util.Comparator;
import java.util.List;

/**
 * The sub-stages of one stage, block type, window and resolution, in ascending order of latency.
 * Immutable.
 */
final class Cell {
  /** Side by side, for every network that is drawn reads both. */
  private final double[] lossAndMs;

  private final double[] mflops;
  private final double[] mparams;

  private Cell(double[] lossAndMs, double[] mflops, double[] mparams) {
    this.lossAndMs = lossAndMs;
    this.mflops = mflops;
    this.mparams = mparams;
  }

  /** Of sub-stages in any order. */
  static Cell of(List<SubStage> rows) {
    List<SubStage> sorted =
        rows.stream().sorted(Comparator.comparingDouble(SubStage::latencyMs)).toList();
    double[] lossAndMs = new double[2 * sorted.size()];
    for (int row = 0; row < sorted.size(); row++) {
      lossAndMs[2 * row] = sorted.get(row).loss();
      lossAndMs[2 * row + 1] = sorted.get(row).latencyMs();
    }
    return new Cell(
        lossAndMs,
        sorted.stream().mapToDouble(SubStage::mflops).toArray(),
        sorted.stream().mapToDouble(SubStage::mparams).toArray());
  }

  int size() {
    return mflops.length;
  }

  /** Loss and milliseconds of each sub-stage in turn; not to be changed. */
  double[] lossAndMs() {
    return lossAndMs;
  }

  double loss(int row) {
    return lossAndMs[2 * row];
  }

  double ms(int row) {
    return lossAndMs[2 * row + 1];
  }

  double mflops(int row) {
    return mflops[row];
  }

  double mparams(int row) {
    return mparams[row];
  }

  /** The least latency, as the first row has it. */
  double leastMs() {
    return ms(0);
  }

  double meanMs() {
    double sum = 0;
    for (int row = 0; row < size(); row++) {
      sum += ms(row);
    }
    return sum / size();
  }
}
