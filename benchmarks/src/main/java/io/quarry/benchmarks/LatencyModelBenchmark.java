package io.quarry.benchmarks;

import io.quarry.predict.latency.FusedKernel;
import io.quarry.predict.latency.KernelKind;
import io.quarry.predict.latency.LatencyModel;
import io.quarry.predict.latency.TimedKernel;
import io.quarry.seed.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a latency objective costs the inner search: 20,000 networks of 15 kernels, drawn from 3,000
 * kernels of three kinds. {@code known} has predicted the kernels before, {@code fresh} has not;
 * {@code fit} learns the three kinds from 400 rows each.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class LatencyModelBenchmark {
  private static final int KINDS = 3;
  private static final int ROWS = 400;
  private static final int KERNELS = 1000;
  private static final int NETWORKS = 20_000;
  private static final int KERNELS_OF_A_NETWORK = 15;
  private static final List<String> FEATURES =
      List.of("macs", "bytes", "size", "in", "out", "kernel");

  private List<TimedKernel> timed;
  private List<List<FusedKernel>> networks;
  private LatencyModel model;

  /** The model as it arrives elsewhere. */
  @State(Scope.Benchmark)
  public static class Fresh {
    private LatencyModel model;

    /** What a model remembers does not travel. */
    @Setup(Level.Invocation)
    public void copy(LatencyModelBenchmark benchmark) throws IOException, ClassNotFoundException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(benchmark.model);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        model = (LatencyModel) in.readObject();
      }
    }
  }

  /** Kernels whose efficiency follows their channels, with noise. */
  @Setup(Level.Trial)
  public void prepare() {
    RandomGenerator random = new Seeds(1).child("kernels").generator();
    timed = new ArrayList<>();
    List<FusedKernel> kernels = new ArrayList<>();
    for (int k = 0; k < KINDS; k++) {
      KernelKind kind = new KernelKind("kind" + k, FEATURES);
      for (int i = 0; i < ROWS; i++) {
        FusedKernel kernel = kernel(kind, random);
        timed.add(new TimedKernel(kernel, ms(kernel) * Math.exp(0.03 * random.nextGaussian())));
      }
      for (int i = 0; i < KERNELS; i++) {
        kernels.add(kernel(kind, random));
      }
    }
    networks = new ArrayList<>();
    for (int i = 0; i < NETWORKS; i++) {
      List<FusedKernel> network = new ArrayList<>();
      for (int k = 0; k < KERNELS_OF_A_NETWORK; k++) {
        network.add(kernels.get(random.nextInt(kernels.size())));
      }
      networks.add(network);
    }
    model = fit();
  }

  /** Predicts all networks, their kernels being known. */
  @Benchmark
  public double known() {
    return predict(model);
  }

  /** Predicts all networks with a model that knows no kernel yet. */
  @Benchmark
  public double fresh(Fresh fresh) {
    return predict(fresh.model);
  }

  /** Learns. */
  @Benchmark
  public LatencyModel fit() {
    return LatencyModel.fit(timed, List.of(), new Seeds(1));
  }

  private double predict(LatencyModel by) {
    double sum = 0;
    for (List<FusedKernel> network : networks) {
      sum += by.predict(network).latencyMs();
    }
    return sum;
  }

  private static FusedKernel kernel(KernelKind kind, RandomGenerator random) {
    double size = 4 + random.nextInt(50);
    double in = 8.0 * (1 + random.nextInt(32));
    double out = 8.0 * (1 + random.nextInt(32));
    double taps = 1 + 2 * random.nextInt(3);
    double weights = in * out * taps * taps;
    return FusedKernel.of(
        kind, size * size * weights, size * size * (in + out) + weights, size, in, out, taps);
  }

  private static double ms(FusedKernel kernel) {
    double efficiency =
        1 / (1 + 20 / kernel.feature("out")) * (kernel.feature("in") % 16 == 0 ? 1 : 0.7);
    return 0.005 + 1e-8 * kernel.feature("macs") / efficiency + 2e-7 * kernel.feature("bytes");
  }
}
