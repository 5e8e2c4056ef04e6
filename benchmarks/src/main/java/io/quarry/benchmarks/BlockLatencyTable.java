package io.quarry.benchmarks;

import io.quarry.predict.latency.FusedKernel;
import io.quarry.predict.latency.KernelRegressor;
import io.quarry.predict.latency.LatencyEstimate;
import io.quarry.predict.latency.LatencyModel;
import io.quarry.predict.latency.LatencyQuality;
import io.quarry.predict.latency.TimedKernel;
import io.quarry.predict.latency.TimedNetwork;
import io.quarry.seed.Seeds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Prints how well the latency of recorded blocks is predicted from 500, 2,000 and four fifths of
 * them, beside a line in multiply-accumulates fitted by least squares, on the fifth that is left;
 * then how well sums of such blocks are.
 *
 * <p>Argument: the number of seeds (default 3). The data: {@link VnniBlocks}.
 */
public final class BlockLatencyTable {
  private static final int[] TRAIN = {500, 2000, Integer.MAX_VALUE};

  private BlockLatencyTable() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    int seeds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    Map<String, List<TimedKernel>> blocks = VnniBlocks.load();
    System.out.printf(
        "%-22s %6s %4s | %6s %6s %7s %5s %6s | %s%n",
        "blocks", "rows", "seed", "±10 %", "±5 %", "RMSPE %", "tau", "fit s", "line ±10 %");
    for (String type : VnniBlocks.TYPES) {
      for (int train : TRAIN) {
        for (int seed = 1; seed <= seeds; seed++) {
          print(type, VnniBlocks.split(blocks.get(type), train, new Seeds(seed)), seed);
        }
      }
    }
    for (int seed = 1; seed <= seeds; seed++) {
      printNetworks(blocks, new Seeds(seed));
    }
  }

  /** Sums of 15 blocks of all types, none of which was learned from, from 2,000 rows a type. */
  private static void printNetworks(Map<String, List<TimedKernel>> blocks, Seeds seeds) {
    List<TimedKernel> train = new ArrayList<>();
    List<TimedKernel> test = new ArrayList<>();
    for (String type : VnniBlocks.TYPES) {
      VnniBlocks.Split split = VnniBlocks.split(blocks.get(type), 2000, seeds);
      train.addAll(split.train());
      test.addAll(split.test());
    }
    List<TimedNetwork> known = networks(train, 100, seeds.child("known").generator());
    List<TimedNetwork> fresh = networks(test, 2000, seeds.child("fresh").generator());
    LatencyModel model = LatencyModel.fit(train, known, seeds);
    double[] predicted = new double[fresh.size()];
    double[] measured = new double[fresh.size()];
    int covered = 0;
    for (int i = 0; i < predicted.length; i++) {
      LatencyEstimate estimate = model.predict(fresh.get(i).kernels());
      predicted[i] = estimate.latencyMs();
      measured[i] = fresh.get(i).latencyMs();
      covered += Math.abs(predicted[i] - measured[i]) <= estimate.spreadMs() ? 1 : 0;
    }
    System.out.printf(
        "sums of 15 blocks, seed %d: %s, within the spread %.3f%n",
        seeds.value(), LatencyQuality.of(predicted, measured), (double) covered / fresh.size());
  }

  private static List<TimedNetwork> networks(
      List<TimedKernel> blocks, int count, RandomGenerator random) {
    List<TimedNetwork> networks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<TimedKernel> network = random.ints(15, 0, blocks.size()).mapToObj(blocks::get).toList();
      networks.add(
          new TimedNetwork(
              network.stream().map(TimedKernel::kernel).toList(),
              network.stream().mapToDouble(TimedKernel::latencyMs).sum()));
    }
    return networks;
  }

  private static void print(String type, VnniBlocks.Split split, int seed) {
    long before = System.nanoTime();
    KernelRegressor regressor = KernelRegressor.fit(split.train(), new Seeds(seed));
    double seconds = (System.nanoTime() - before) / 1e9;
    LatencyQuality ours = quality(split.test(), k -> regressor.predict(k).latencyMs());
    LatencyQuality line = quality(split.test(), line(split.train()));
    System.out.printf(
        "%-22s %6d %4d | %6.3f %6.3f %7.1f %5.3f %6.1f | %.3f%n",
        type,
        split.train().size(),
        seed,
        ours.within10Percent(),
        ours.within5Percent(),
        ours.rmspePercent(),
        ours.kendallTau(),
        seconds,
        line.within10Percent());
  }

  static LatencyQuality quality(List<TimedKernel> test, ToDoubleFunction<FusedKernel> predictor) {
    return LatencyQuality.of(
        test.stream().map(TimedKernel::kernel).mapToDouble(predictor).toArray(),
        test.stream().mapToDouble(TimedKernel::latencyMs).toArray());
  }

  /** Milliseconds as a line in multiply-accumulates. */
  private static ToDoubleFunction<FusedKernel> line(List<TimedKernel> train) {
    double n = train.size();
    double meanX = train.stream().mapToDouble(timed -> macs(timed)).sum() / n;
    double meanY = train.stream().mapToDouble(TimedKernel::latencyMs).sum() / n;
    double xx = 0;
    double xy = 0;
    for (TimedKernel timed : train) {
      xx += (macs(timed) - meanX) * (macs(timed) - meanX);
      xy += (macs(timed) - meanX) * (timed.latencyMs() - meanY);
    }
    double slope = xy / xx;
    return kernel -> meanY + slope * (macs(kernel) - meanX);
  }

  private static double macs(TimedKernel timed) {
    return macs(timed.kernel());
  }

  private static double macs(FusedKernel kernel) {
    return kernel.feature("macs");
  }
}
