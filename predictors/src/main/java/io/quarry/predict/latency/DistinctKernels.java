package io.quarry.predict.latency;

import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Timed kernels of one kind, each once with the median of its times, in a random order that does
 * not depend on the one they came in.
 */
final class DistinctKernels {
  final List<FusedKernel> kernels;
  final double[][] rows;
  final double[] ms;

  private DistinctKernels(List<FusedKernel> kernels, double[] ms) {
    this.kernels = kernels;
    this.rows = kernels.stream().map(FusedKernel::row).toArray(double[][]::new);
    this.ms = ms;
  }

  static DistinctKernels of(List<TimedKernel> kernels, Seeds seeds) {
    if (kernels.isEmpty()) {
      throw new IllegalArgumentException("No kernel was timed");
    }
    Map<FusedKernel, List<Double>> times = new LinkedHashMap<>();
    for (TimedKernel timed : kernels) {
      times.computeIfAbsent(timed.kernel(), kernel -> new ArrayList<>()).add(timed.latencyMs());
    }
    List<FusedKernel> distinct = new ArrayList<>(times.keySet());
    distinct.sort((a, b) -> Arrays.compare(a.row(), b.row()));
    KernelKind kind = distinct.get(0).kind();
    for (FusedKernel kernel : distinct) {
      if (!kernel.kind().equals(kind)) {
        throw new IllegalArgumentException(
            "Kernels of %s and of %s are not of one kind".formatted(kind, kernel.kind()));
      }
    }
    RandomGenerator random = seeds.child("order").generator();
    for (int i = distinct.size() - 1; i > 0; i--) {
      Collections.swap(distinct, i, random.nextInt(i + 1));
    }
    return new DistinctKernels(
        distinct, distinct.stream().mapToDouble(kernel -> median(times.get(kernel))).toArray());
  }

  private static double median(List<Double> times) {
    return Robust.median(times.stream().mapToDouble(Double::doubleValue).toArray());
  }

  KernelKind kind() {
    return kernels.get(0).kind();
  }

  int size() {
    return ms.length;
  }

  double[][] rows(boolean[] which) {
    return IntStream.range(0, size())
        .filter(i -> which[i])
        .mapToObj(i -> rows[i])
        .toArray(double[][]::new);
  }

  double[] ms(boolean[] which) {
    return IntStream.range(0, size()).filter(i -> which[i]).mapToDouble(i -> ms[i]).toArray();
  }
}
