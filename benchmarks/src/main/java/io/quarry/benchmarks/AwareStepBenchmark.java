package io.quarry.benchmarks;

import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.Network;
import io.quarry.arch.Shape;
import io.quarry.config.SearchConfig;
import io.quarry.data.Task;
import io.quarry.net.LearnedGrid;
import io.quarry.net.NativeThreads;
import io.quarry.net.NetworkRunner;
import io.quarry.net.ParameterSpec;
import io.quarry.net.Parameters;
import io.quarry.net.RoundedLayers;
import io.quarry.net.Sgd;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Policy;
import io.quarry.score.Objectives;
import io.quarry.seed.Seeds;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a quantization-aware step costs against a float32 step of the same network: the largest one
 * of each configuration, forward, backward and update, step by step in turns.
 *
 * <p>Arguments: configurations (none: the embedded one); {@code threads=1}, {@code rounds=60},
 * {@code formats=int8/uint8,int4/float32}. Prints a line a format: the median of the calling
 * thread's CPU time and of the wall's, and the ratio of each pair's medians. On a busy machine
 * compare the CPU times, with one thread.
 */
public final class AwareStepBenchmark {
  private static final int WARM_UP = 8;
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
  private static final List<String> FORMATS =
      List.of("int8/uint8", "int4/uint4", "int2/uint2", "e2m1/e2m1", "e4m3/e4m3");

  private AwareStepBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    int threads = number(arguments, "threads=", 1);
    int rounds = number(arguments, "rounds=", 60);
    NativeThreads.use(threads);
    List<Path> files =
        Arrays.stream(arguments).filter(a -> !a.contains("=")).map(Path::of).toList();
    for (List<Path> file :
        files.isEmpty() ? List.of(List.<Path>of()) : files.stream().map(List::of).toList()) {
      SearchConfig config = SearchConfig.load(file, List.of(), Objectives.ALL);
      Task task = config.data().source().load(config.data().splits(), new Seeds(1).child("data"));
      ElasticConvNet net =
          new ElasticConvNet(config.supernet().family(), task.shape(), task.classes());
      Network network = net.network(net.largest());
      System.out.printf("%s: %.2f M MACs%n", config.name(), network.macs() / 1e6);
      for (String formats : formats(arguments)) {
        measure(network, config.supernet().recipe().batch(), LayerFormats.parse(formats), rounds);
      }
    }
  }

  private static List<String> formats(String[] arguments) {
    return Arrays.stream(arguments)
        .filter(argument -> argument.startsWith("formats="))
        .map(argument -> List.of(argument.substring("formats=".length()).split(",", -1)))
        .findFirst()
        .orElse(FORMATS);
  }

  private static int number(String[] arguments, String key, int otherwise) {
    return Arrays.stream(arguments)
        .filter(argument -> argument.startsWith(key))
        .map(argument -> Integer.parseInt(argument.substring(key.length())))
        .findFirst()
        .orElse(otherwise);
  }

  private static void measure(Network network, int batch, LayerFormats formats, int rounds) {
    RoundedLayers rounded = Policy.uniform(network, formats).rounded();
    List<LearnedGrid> grids = LearnedGrid.all(network, rounded);
    List<ParameterSpec> specs = new ArrayList<>(Parameters.specsFor(network));
    grids.forEach(grid -> specs.addAll(grid.specs()));
    try (Parameters parameters = Parameters.initialize(specs, new Seeds(1));
        NetworkRunner runner = new NetworkRunner(parameters)) {
      grids.forEach(grid -> grid.set(parameters, grid.format().grid(-1, 1)));
      Steps steps = new Steps(network, batch, parameters, runner);
      double[][] times = new double[4][rounds];
      for (int i = -WARM_UP; i < rounds; i++) {
        double[] plain = steps.timed(RoundedLayers.none());
        double[] aware = steps.timed(rounded);
        if (i >= 0) {
          times[0][i] = plain[0];
          times[1][i] = aware[0];
          times[2][i] = plain[1];
          times[3][i] = aware[1];
        }
      }
      double[] medians = Arrays.stream(times).mapToDouble(AwareStepBenchmark::median).toArray();
      System.out.printf(
          "  %s: CPU %.2f ms against %.2f, ratio %.3f; wall %.2f ms against %.2f, ratio %.3f%n",
          formats,
          medians[1],
          medians[0],
          medians[1] / medians[0],
          medians[3],
          medians[2],
          medians[3] / medians[2]);
    }
  }

  private static double median(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Steps on the same random batch. */
  private static final class Steps {
    private final Network network;
    private final Parameters parameters;
    private final NetworkRunner runner;
    private final Sgd sgd;
    private final INDArray images;
    private final INDArray gradient;

    Steps(Network network, int batch, Parameters parameters, NetworkRunner runner) {
      this.network = network;
      this.parameters = parameters;
      this.runner = runner;
      this.sgd = new Sgd(parameters, 0.9, 1e-4, 1);
      Shape shape = network.input();
      long[] dims = {batch, shape.height(), shape.width(), shape.channels()};
      this.images = Nd4j.create(normal(batch * shape.elements(), 2), dims, 'c');
      this.gradient =
          Nd4j.create(
              normal(batch * network.classes(), 3), new long[] {batch, network.classes()}, 'c');
    }

    /** The calling thread's CPU time and the wall's, in milliseconds. */
    double[] timed(RoundedLayers rounded) {
      long wall = System.nanoTime();
      long cpu = CPU.getCurrentThreadCpuTime();
      parameters.zeroGradients();
      runner.forward(network, rounded, images);
      runner.backward(gradient);
      sgd.step(parameters, 1e-6);
      return new double[] {
        (CPU.getCurrentThreadCpuTime() - cpu) / 1e6, (System.nanoTime() - wall) / 1e6
      };
    }

    private static float[] normal(int length, long seed) {
      RandomGenerator random = new Seeds(seed).generator();
      float[] numbers = new float[length];
      for (int i = 0; i < length; i++) {
        numbers[i] = (float) random.nextGaussian();
      }
      return numbers;
    }
  }
}
