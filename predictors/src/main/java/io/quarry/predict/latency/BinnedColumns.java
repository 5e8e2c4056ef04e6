package io.quarry.predict.latency;

import java.util.Arrays;

/** Features by column, each value as the number of its bin; a bin holds like many rows. */
final class BinnedColumns {
  private static final int MOST_BINS = 255;

  /** By column and row. */
  private final byte[][] bins;

  /** By column, rising: bin b ends at edge b, inclusive. The last bin has no edge. */
  private final double[][] edges;

  private BinnedColumns(byte[][] bins, double[][] edges) {
    this.bins = bins;
    this.edges = edges;
  }

  static BinnedColumns of(double[][] rows) {
    BinnedColumns columns = new BinnedColumns(new byte[0][], new double[0][]);
    for (int j = 0; j < rows[0].length; j++) {
      int feature = j;
      columns = columns.plus(Arrays.stream(rows).mapToDouble(row -> row[feature]).toArray());
    }
    return columns;
  }

  /** These and one more; the others are shared. */
  BinnedColumns plus(double[] column) {
    double[] ends = edges(column);
    byte[] bin = new byte[column.length];
    for (int i = 0; i < column.length; i++) {
      int found = Arrays.binarySearch(ends, column[i]);
      bin[i] = (byte) (found < 0 ? -found - 1 : found);
    }
    byte[][] moreBins = Arrays.copyOf(bins, bins.length + 1);
    double[][] moreEdges = Arrays.copyOf(edges, edges.length + 1);
    moreBins[bins.length] = bin;
    moreEdges[edges.length] = ends;
    return new BinnedColumns(moreBins, moreEdges);
  }

  int count() {
    return bins.length;
  }

  int bins(int column) {
    return edges[column].length + 1;
  }

  /** One unsigned number a row. */
  byte[] column(int column) {
    return bins[column];
  }

  /** The greatest value of a bin that is not the last. */
  double edge(int column, int bin) {
    return edges[column][bin];
  }

  private static double[] edges(double[] column) {
    double[] sorted = column.clone();
    Arrays.sort(sorted);
    double[] distinct = Arrays.stream(sorted).distinct().toArray();
    int count = Math.min(distinct.length, MOST_BINS);
    double[] ends = new double[count - 1];
    for (int b = 0; b < ends.length; b++) {
      int place =
          distinct.length <= MOST_BINS
              ? b
              : Arrays.binarySearch(distinct, sorted[(b + 1) * sorted.length / count]);
      int next = Math.min(place + 1, distinct.length - 1);
      ends[b] = 0.5 * (distinct[place] + distinct[next]);
    }
    // Ends that agree, or the greatest value itself, would make empty bins.
    double greatest = distinct[distinct.length - 1];
    return Arrays.stream(ends).distinct().filter(end -> end < greatest).toArray();
  }
}
