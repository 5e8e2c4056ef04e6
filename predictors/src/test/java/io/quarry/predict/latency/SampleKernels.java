package io.quarry.predict.latency;

import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/** Convolutions as a profile samples them, with times that a test gives them. */
final class SampleKernels {
  static final KernelKind CONVOLUTION = kind("conv-relu");

  private SampleKernels() {}

  static KernelKind kind(String name) {
    return new KernelKind(name, List.of("macs", "bytes", "size", "in", "out", "kernel"));
  }

  static FusedKernel kernel(KernelKind kind, double size, double in, double out, double kernel) {
    double pixels = size * size;
    return FusedKernel.of(
        kind,
        pixels * in * out * kernel * kernel,
        pixels * (in + out) + in * out * kernel * kernel,
        size,
        in,
        out,
        kernel);
  }

  static List<FusedKernel> random(KernelKind kind, int count, String purpose) {
    RandomGenerator random = new Seeds(11).child(purpose).generator();
    List<FusedKernel> kernels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      kernels.add(
          kernel(
              kind,
              4 + random.nextInt(40),
              4 * (1 + random.nextInt(40)),
              4 * (1 + random.nextInt(40)),
              1 + 2 * random.nextInt(3)));
    }
    return kernels;
  }

  static List<TimedKernel> timed(List<FusedKernel> kernels, ToDoubleFunction<FusedKernel> ms) {
    return kernels.stream().map(k -> new TimedKernel(k, ms.applyAsDouble(k))).toList();
  }

  /** A constant, arithmetic and memory traffic. */
  static double cost(FusedKernel kernel) {
    return 0.005 + 1e-8 * kernel.feature("macs") + 2e-7 * kernel.feature("bytes");
  }
}
