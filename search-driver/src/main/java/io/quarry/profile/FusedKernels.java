package io.quarry.profile;

import io.quarry.kernel.Kernel;
import io.quarry.kernel.Kernels;
import io.quarry.predict.latency.FusedKernel;
import io.quarry.predict.latency.KernelKind;
import java.util.List;

/** Kernels of networks as predictors take them. */
public final class FusedKernels {
  private FusedKernels() {}

  /** Those of a network that run, in its order. */
  public static List<FusedKernel> of(List<Kernel> kernels) {
    return kernels.stream().filter(FusedKernels::runs).map(FusedKernels::of).toList();
  }

  /** Whether a kernel runs by itself, and not as a part of another. */
  public static boolean runs(Kernel kernel) {
    return kernel.features().getOrDefault(Kernels.FUSED, 0.0) == 0;
  }

  private static FusedKernel of(Kernel kernel) {
    return FusedKernel.of(
        new KernelKind(kernel.kind(), List.copyOf(kernel.features().keySet())),
        kernel.features().values().stream().mapToDouble(Double::doubleValue).toArray());
  }
}
