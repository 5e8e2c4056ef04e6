package io.quarry.predict;

import io.quarry.space.Candidate;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of an elastic ResNet-50 at 224×224 pixels without running it: operations and
 * outputs in 8 and in 32 bits, and how often, and for how many values, one format follows the
 * other.
 */
final class ResNet50Costs implements Costs {
  private static final double[] WIDTHS = {0.65, 0.8, 1};
  private static final int[] STAGE_WIDTHS = {256, 512, 1024, 2048};
  private static final int[] BASE_DEPTHS = {2, 2, 4, 2};

  /** A convolution that is there: its gene's number, multiply-accumulates and outputs. */
  private record Convolution(int gene, double macs, double outputs) {}

  @Override
  public List<String> names() {
    return List.of(
        "macs",
        "macs-int8",
        "macs-float32",
        "outputs",
        "outputs-int8",
        "outputs-float32",
        "format-changes",
        "format-changed-values",
        "layers",
        "layers-int8");
  }

  @Override
  public double[] of(Candidate candidate) {
    List<Convolution> convolutions = convolutions(candidate);
    double[] costs = new double[names().size()];
    java.util.Arrays.fill(costs, 1);
    boolean before = false;
    for (int i = 0; i < convolutions.size(); i++) {
      Convolution convolution = convolutions.get(i);
      boolean int8 = candidate.value("q" + convolution.gene).equals("8");
      costs[0] += convolution.macs;
      costs[int8 ? 1 : 2] += convolution.macs;
      costs[3] += convolution.outputs;
      costs[int8 ? 4 : 5] += convolution.outputs;
      if (i > 0 && int8 != before) {
        costs[6] += 1;
        costs[7] += convolutions.get(i - 1).outputs;
      }
      costs[8] += 1;
      costs[9] += int8 ? 1 : 0;
      before = int8;
    }
    return costs;
  }

  private static List<Convolution> convolutions(Candidate candidate) {
    List<Convolution> list = new ArrayList<>();
    int stem = channels(channels(64 * width(candidate, 0)) / 2.0);
    int in = channels(64 * width(candidate, 1));
    double area = 112 * 112;
    list.add(new Convolution(0, 3.0 * stem * 9 * area, stem * area));
    boolean deep = candidate.value("d0").equals("2");
    if (deep) {
      list.add(new Convolution(1, (double) stem * stem * 9 * area, stem * area));
    }
    list.add(new Convolution(deep ? 2 : 1, (double) stem * in * 9 * area, in * area));
    double side = 56;
    int gene = 3;
    int block = 0;
    for (int stage = 0; stage < STAGE_WIDTHS.length; stage++) {
      int out = channels(STAGE_WIDTHS[stage] * width(candidate, stage + 2));
      for (int k = 0; k < BASE_DEPTHS[stage] + 2; k++, block++) {
        boolean first = k == 0;
        if (candidate.decides("e" + block)) {
          int middle = channels(out * Double.parseDouble(candidate.value("e" + block)));
          double before = side * side;
          side = first && stage > 0 ? side / 2 : side;
          double after = side * side;
          list.add(new Convolution(gene, (double) in * middle * before, middle * before));
          list.add(new Convolution(gene + 1, 9.0 * middle * middle * after, middle * after));
          list.add(new Convolution(gene + 2, (double) middle * out * after, out * after));
          if (first) {
            list.add(new Convolution(gene + 3, (double) in * out * after, out * after));
          }
          in = out;
        }
        gene += first ? 4 : 3;
      }
    }
    return list;
  }

  private static double width(Candidate candidate, int i) {
    return WIDTHS[Integer.parseInt(candidate.value("w" + i))];
  }

  /** To a multiple of 8, no less than nine tenths: what the supernet's authors do. */
  private static int channels(double width) {
    int channels = Math.max(8, (int) (width + 4) / 8 * 8);
    return channels < 0.9 * width ? channels + 8 : channels;
  }
}
