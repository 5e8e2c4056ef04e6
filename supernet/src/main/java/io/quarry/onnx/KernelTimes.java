package io.quarry.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.quarry.arch.Network;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How long ONNX Runtime takes for each node of a network, by its own profile.
 *
 * <p>The time of every operator that runs counts for one node: an operator that was written for a
 * node for that one, what converts or moves data in between for the first that reads it. A node
 * that the runtime computes within another has no time of its own.
 *
 * <p>The runtime gives whole microseconds; a node's time is the mean of the middle half of many
 * runs, and so finer. Profiling costs about a microsecond an operator: the sum is more than an
 * unprofiled run takes.
 *
 * @param nodeMs milliseconds a node, in the order of the network
 */
public record KernelTimes(List<Double> nodeMs) {
  private static final int THREADS = 1;
  private static final double MICROSECONDS = 1e-3;

  public KernelTimes {
    nodeMs = List.copyOf(nodeMs);
  }

  /** Milliseconds of all nodes. */
  public double sumMs() {
    return nodeMs.stream().mapToDouble(Double::doubleValue).sum();
  }

  /**
   * Runs a model on one thread and profiles it.
   *
   * @param model of {@link ModelWriter}
   * @param network that the model was written from
   * @param images one batch, as {@link InferenceSession#run} takes it
   * @param warmUps runs that don't count
   * @param runs that count, some hundreds
   * @throws InferenceException when the runtime refuses the model or fails to run it
   */
  public static KernelTimes of(
      byte[] model, Network network, FloatBuffer images, int warmUps, int runs) {
    try (OptimizedModelFile file = OptimizedModelFile.create();
        RuntimeProfile profile = RuntimeProfile.create();
        SessionOptions options = InferenceSession.options(THREADS)) {
      options.setOptimizedModelFilePath(file.path().toString());
      options.enableProfiling(profile.prefix());
      try (InferenceSession session = InferenceSession.open(model, options)) {
        for (int run = 0; run < warmUps + runs; run++) {
          session.run(images);
        }
      }
      RuntimeGraph graph = RuntimeGraph.read(model, file.path());
      return of(graph, network, profile.microseconds(), warmUps, runs);
    } catch (OrtException e) {
      throw new InferenceException("ONNX Runtime did not open the model", e);
    }
  }

  private static KernelTimes of(
      RuntimeGraph graph, Network network, Map<String, List<Integer>> times, int skip, int runs) {
    double[][] sums = new double[network.nodes().size()][runs];
    List<Integer> owners = OperatorOwners.of(graph.operators(), network);
    for (int i = 0; i < owners.size(); i++) {
      String name = graph.operators().get(i).name();
      List<Integer> of = times.get(name);
      if (of == null || of.size() != skip + runs) {
        throw new IllegalStateException(
            "Operator %s was profiled %s in %d runs"
                .formatted(name, of == null ? "never" : of.size() + " times", skip + runs));
      }
      for (int run = 0; run < runs; run++) {
        sums[owners.get(i)][run] += of.get(skip + run);
      }
    }
    List<Double> nodeMs = new ArrayList<>();
    for (double[] sum : sums) {
      nodeMs.add(middleMean(sum) * MICROSECONDS);
    }
    return new KernelTimes(nodeMs);
  }

  private static double middleMean(double[] values) {
    Arrays.sort(values);
    int cut = values.length / 4;
    return Arrays.stream(values, cut, values.length - cut).average().orElseThrow();
  }
}
