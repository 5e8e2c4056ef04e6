package io.quarry.benchmarks;

import io.quarry.arch.Network;
import io.quarry.arch.Shape;
import io.quarry.net.Losses;
import io.quarry.net.NativeThreads;
import io.quarry.net.NetworkRunner;
import io.quarry.net.Parameters;
import io.quarry.net.Sgd;
import io.quarry.seed.Seeds;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The rate of training steps (forward, loss, backward, update) of two small networks at batch 128.
 *
 * <p>Arguments: seconds to measure each (default 5), threads (default 2). Prints a line for each:
 * name, steps a second, GFLOP/s (6 operations a multiply-accumulate and image), the shortest step,
 * and the calling thread's CPU time a step. With one thread on a busy machine, compare that.
 */
public final class TrainingStepBenchmark {
  private static final int BATCH = 128;
  private static final int WARM_UP = 40;
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private TrainingStepBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 5;
    NativeThreads.use(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2);
    Map.of("dense", Stacks.dense(), "inverted", Stacks.inverted())
        .forEach((name, network) -> measure(name, network, seconds));
  }

  private static void measure(String name, Network network, double seconds) {
    try (Parameters parameters = Parameters.initialize(Parameters.specsFor(network), new Seeds(1));
        NetworkRunner runner = new NetworkRunner(parameters)) {
      Trainer trainer = new Trainer(network, parameters, runner);
      for (int i = 0; i < WARM_UP; i++) {
        trainer.step();
      }
      long start = System.nanoTime();
      long cpuStart = CPU.getCurrentThreadCpuTime();
      long shortest = Long.MAX_VALUE;
      int steps = 0;
      while (System.nanoTime() - start < seconds * 1e9) {
        long before = System.nanoTime();
        trainer.step();
        shortest = Math.min(shortest, System.nanoTime() - before);
        steps++;
      }
      double rate = steps / ((System.nanoTime() - start) / 1e9);
      double cpuMs = (CPU.getCurrentThreadCpuTime() - cpuStart) / 1e6 / steps;
      System.out.printf(
          "%s %.2f steps/s %.1f GFLOP/s shortest %.3f ms cpu %.3f ms (%.2f M MACs)%n",
          name,
          rate,
          rate * 6.0 * network.macs() * BATCH / 1e9,
          shortest / 1e6,
          cpuMs,
          network.macs() / 1e6);
    }
  }

  /** One network with its data. */
  private static final class Trainer {
    private final Network network;
    private final Parameters parameters;
    private final NetworkRunner runner;
    private final Sgd sgd;
    private final INDArray images;
    private final float[] targets;
    private final float[] gradient;
    private final INDArray logitGradient;

    Trainer(Network network, Parameters parameters, NetworkRunner runner) {
      this.network = network;
      this.parameters = parameters;
      this.runner = runner;
      this.sgd = new Sgd(parameters, 0.9, 1e-4, 1e3);
      RandomGenerator random = new Seeds(2).generator();
      Shape shape = network.input();
      float[] pixels = new float[BATCH * shape.elements()];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) random.nextGaussian();
      }
      this.images =
          Nd4j.create(
              pixels, new long[] {BATCH, shape.height(), shape.width(), shape.channels()}, 'c');
      int[] labels = random.ints(BATCH, 0, network.classes()).toArray();
      this.targets = Losses.smoothedLabels(labels, network.classes(), 0.1);
      this.gradient = new float[targets.length];
      this.logitGradient = Nd4j.create(gradient, new long[] {BATCH, network.classes()}, 'c');
    }

    void step() {
      parameters.zeroGradients();
      float[] logits = runner.forward(network, images).data().asFloat();
      double loss =
          Losses.crossEntropy(
              Arrays.copyOf(logits, targets.length), targets, network.classes(), gradient);
      if (!Double.isFinite(loss)) {
        throw new IllegalStateException("The loss is " + loss);
      }
      logitGradient.data().setData(gradient);
      runner.backward(logitGradient);
      sgd.step(parameters, 0.01);
    }
  }
}
