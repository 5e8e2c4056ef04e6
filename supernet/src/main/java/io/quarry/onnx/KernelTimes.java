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
 * runs, and so finer. Profiling costs about a microsecond an operator. What Flatten takes, which
 * every model has and which hardly moves anything, is taken for that cost and off every operator.
 *
 * @param nodeMs milliseconds a node, in the order of the network
 */
public record KernelTimes(List<Double> nodeMs) {
  private static final String FLATTEN = "Flatten";
  private static final double MICROSECONDS = 1e-3;

  public KernelTimes {
    nodeMs = List.copyOf(nodeMs);
  }

  /** Milliseconds of all nodes. */
  public double sumMs() {
    return nodeMs.stream().mapToDouble(Double::doubleValue).sum();
  }

  /**
   * Runs a model and profiles it.
   *
   * @param model of {@link ModelWriter}
   * @param network that the model was written from
   * @param images one batch, as {@link InferenceSession#run} takes it
   * @param threads of one run
   * @param warmUps runs that don't count
   * @param runs that count, some hundreds
   * @throws InferenceException when the runtime refuses the model or fails to run it
   */
  public static KernelTimes of(
      byte[] model, Network network, FloatBuffer images, int threads, int warmUps, int runs) {
    try (OptimizedModelFile file = OptimizedModelFile.create();
        RuntimeProfile profile = RuntimeProfile.create();
        SessionOptions options = InferenceSession.options(threads)) {
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
    double[] operators = new double[sums.length];
    List<Integer> owners = OperatorOwners.of(graph.operators(), network);
    double profiling = 0;
    for (int i = 0; i < owners.size(); i++) {
      RuntimeOperator operator = graph.operators().get(i);
      double[] counted = counted(operator.name(), times, skip, runs);
      for (int run = 0; run < runs; run++) {
        sums[owners.get(i)][run] += counted[run];
      }
      operators[owners.get(i)]++;
      profiling = operator.type().equals(FLATTEN) ? middleMean(counted) : profiling;
    }
    List<Double> nodeMs = new ArrayList<>();
    for (int node = 0; node < sums.length; node++) {
      double microseconds = middleMean(sums[node]) - profiling * operators[node];
      nodeMs.add(Math.max(0, microseconds) * MICROSECONDS);
    }
    return new KernelTimes(nodeMs);
  }

  private static double[] counted(
      String operator, Map<String, List<Integer>> times, int skip, int runs) {
    List<Integer> all = times.getOrDefault(operator, List.of());
    if (all.size() != skip + runs) {
      throw new IllegalStateException(
          "Operator %s was profiled %d times in %d runs"
              .formatted(operator, all.size(), skip + runs));
    }
    return all.subList(skip, skip + runs).stream().mapToDouble(Integer::doubleValue).toArray();
  }

  private static double middleMean(double[] values) {
    Arrays.sort(values);
    int cut = values.length / 4;
    return Arrays.stream(values, cut, values.length - cut).average().orElseThrow();
  }
}
