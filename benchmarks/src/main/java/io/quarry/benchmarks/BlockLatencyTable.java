package io.quarry.benchmarks;

import io.quarry.predict.latency.FusedKernel;
import io.quarry.predict.latency.KernelRegressor;
import io.quarry.predict.latency.LatencyQuality;
import io.quarry.predict.latency.TimedKernel;
import io.quarry.seed.Seeds;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Prints how well the latency of recorded blocks is predicted from 500, 2,000 and four fifths of
 * them, beside a line in multiply-accumulates fitted by least squares, on the fifth that is left.
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
