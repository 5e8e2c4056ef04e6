package io.quarry.search;

import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.ElasticStage;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.kernel.Kernel;
import io.quarry.kernel.Kernels;
import io.quarry.predict.latency.FusedKernel;
import io.quarry.predict.latency.LatencyModel;
import io.quarry.problem.InputException;
import io.quarry.profile.FusedKernels;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import io.quarry.space.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What sub-stages take in int8 as parts of networks, by the model of a latency profile. A
 * sub-stage's kernels are those that it has in the smallest network otherwise; they are the same in
 * every network with the same width before it. Layers that the policy pins have what they are
 * pinned to.
 */
final class StageLatencies {
  private static final LayerFormats INT8 = LayerFormats.parse("int8");

  /** Networks over which the fixed parts are averaged. */
  private static final int NETWORKS = 256;

  private final ElasticConvNet net;
  private final PolicySettings policy;
  private final LatencyModel model;
  private final String origin;
  private final Candidate smallest;

  /**
   * Latencies of sub-stages.
   *
   * @param policy that says what the first and the last layer are pinned to
   * @param origin what messages call the profile
   */
  StageLatencies(ElasticConvNet net, PolicySettings policy, LatencyModel model, String origin) {
    this.net = net;
    this.policy = policy;
    this.model = model;
    this.origin = origin;
    this.smallest = net.smallest();
  }

  /**
   * What a sub-stage takes, more than 0.
   *
   * @throws InputException when the profile lacks kernels of a kind
   */
  double ms(ElasticStage stage, Candidate subStage) {
    Map<String, String> values = new TreeMap<>(smallest.values());
    values.putAll(subStage.values());
    return ms(stage.number(), Candidate.of(values));
  }

  /** What a stage takes of a network of the family. */
  double ms(int stage, Candidate architecture) {
    String prefix = "stage%d.".formatted(stage);
    return model.partMs(kernels(architecture, name -> name.startsWith(prefix)));
  }

  /** What a whole network takes. */
  double ms(Candidate architecture) {
    return model.latencyMs(kernels(architecture, name -> true));
  }

  /** What networks take that no stage does, on average over random ones; 0 or more. */
  double fixedMs(RandomGenerator random) {
    double sum = 0;
    for (int i = 0; i < NETWORKS; i++) {
      Candidate architecture = net.space().sample(random);
      sum += ms(architecture);
      for (int stage = 1; stage <= net.stages(); stage++) {
        sum -= ms(stage, architecture);
      }
    }
    return Math.max(0, sum / NETWORKS);
  }

  private List<FusedKernel> kernels(Candidate architecture, Predicate<String> nodes) {
    Network network = net.network(architecture);
    List<Kernel> all = Kernels.of(network, int8(network), policy);
    List<Kernel> some = new ArrayList<>();
    for (int node = 0; node < all.size(); node++) {
      if (nodes.test(network.nodes().get(node).name())) {
        some.add(all.get(node));
      }
    }
    List<FusedKernel> kernels = FusedKernels.of(some);
    SortedSet<String> unseen = model.unseen(kernels);
    if (!unseen.isEmpty()) {
      throw new InputException(
          "Latency profile %s knows no kernels of kind %s"
              .formatted(origin, String.join(", ", unseen)),
          "make one of this configuration's own space with quarry profile; policy.formats has to"
              + " hold int8.");
    }
    return kernels;
  }

  private Policy int8(Network network) {
    TreeMap<String, LayerFormats> formats = new TreeMap<>();
    List<Layer> layers = network.layers();
    layers.forEach(layer -> formats.put(layer.name(), INT8));
    pin(formats, layers.get(0), policy.firstLayer());
    pin(formats, layers.get(layers.size() - 1), policy.lastLayer());
    return new Policy(formats);
  }

  private static void pin(Map<String, LayerFormats> formats, Layer layer, String pinned) {
    if (!pinned.equals(PolicySettings.FREE)) {
      formats.put(layer.name(), LayerFormats.parse(pinned));
    }
  }
}
