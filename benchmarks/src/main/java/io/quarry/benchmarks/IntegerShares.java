package io.quarry.benchmarks;

import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.Network;
import io.quarry.config.SearchConfig;
import io.quarry.data.Task;
import io.quarry.latency.ModelTimer;
import io.quarry.outcome.Latency;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Policy;
import io.quarry.score.SupernetScorer;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.train.Checkpoint;
import io.quarry.train.Trainer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which share of a space's random networks is faster in int8 than in float32. Both models of a
 * network are timed in turns, in one group. The weights are untrained, for latency does not depend
 * on them. One thread.
 *
 * <p>Arguments: a configuration; {@code networks=200}; then settings {@code key=value}, among them
 * perhaps {@code space.restrict=FILE}. Prints CSV, a row a network, then shares: of all, of those
 * timed steadily, and by block type.
 */
public final class IntegerShares {
  private IntegerShares() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    Arguments given = Arguments.of(arguments, Map.of("networks", "200"));
    new Shares(given.config(List.of())).print(given.count("networks"));
    System.exit(0);
  }

  private record Pair(Candidate architecture, Latency int8, Latency float32) {
    double timesFaster() {
      return float32.medianMs() / int8.medianMs();
    }

    boolean isSteady() {
      return int8.steady() && float32.steady();
    }
  }

  private static final class Shares {
    private final SearchConfig config;
    private final ElasticConvNet net;
    private final SupernetScorer scorer;

    Shares(SearchConfig config) throws IOException {
      this.config = config;
      Seeds seeds = new Seeds(config.seed());
      Task task = config.data().source().load(config.data().splits(), seeds.child("data"));
      this.net = new ElasticConvNet(config.supernet().family(), task.shape(), task.classes());
      Checkpoint untrained =
          new Trainer(net, config.supernet().recipe(), config.policy(), task, seeds, 1).untrained();
      this.scorer = new SupernetScorer(net, untrained, config.policy(), task, 1);
    }

    void print(int networks) {
      RandomGenerator random = new Seeds(config.seed()).child("shares").generator();
      Set<Candidate> drawn = new LinkedHashSet<>();
      while (drawn.size() < networks) {
        drawn.add(net.space().sample(random));
      }
      System.out.println("int8_ms,float32_ms,times_faster,steady,architecture");
      List<Pair> pairs = new ArrayList<>();
      for (Candidate architecture : drawn) {
        Pair pair = timed(architecture);
        pairs.add(pair);
        System.out.printf(
            Locale.ROOT,
            "%.5f,%.5f,%.3f,%s,%s%n",
            pair.int8().medianMs(),
            pair.float32().medianMs(),
            pair.timesFaster(),
            pair.isSteady(),
            architecture.text());
      }
      print("all", pairs);
      print("steady", pairs.stream().filter(Pair::isSteady).toList());
      byTypes(pairs).forEach(Shares::print);
    }

    private Pair timed(Candidate architecture) {
      List<byte[]> models = List.of(model(architecture, "int8"), model(architecture, "float32"));
      List<Latency> latencies =
          new ModelTimer(config.latency().protocol()).time(models, ModelTimer.ANY_PACE);
      return new Pair(architecture, latencies.get(0), latencies.get(1));
    }

    private byte[] model(Candidate architecture, String formats) {
      Network network = net.network(architecture);
      Map<String, String> values = new HashMap<>(architecture.values());
      values.putAll(Policy.uniform(network, LayerFormats.parse(formats)).decisions());
      return scorer.model(Candidate.of(values));
    }

    /** Those that have a block type in some stage. */
    private Map<String, List<Pair>> byTypes(List<Pair> pairs) {
      Map<String, List<Pair>> byTypes = new TreeMap<>();
      for (Pair pair : pairs) {
        Set<String> types =
            IntStream.rangeClosed(1, net.stages())
                .mapToObj(s -> pair.architecture().value("stage%d.type".formatted(s)))
                .collect(Collectors.toSet());
        types.forEach(
            type -> byTypes.computeIfAbsent("with " + type, t -> new ArrayList<>()).add(pair));
      }
      return byTypes;
    }

    private static void print(String what, List<Pair> pairs) {
      double[] ratios = pairs.stream().mapToDouble(Pair::timesFaster).sorted().toArray();
      long faster = pairs.stream().filter(pair -> pair.timesFaster() > 1).count();
      System.out.printf(
          Locale.ROOT,
          "%s: %d of %d faster in int8 (%.1f %%); least %.2f, median %.2f, most %.2f times%n",
          what,
          faster,
          pairs.size(),
          100.0 * faster / Math.max(1, pairs.size()),
          ratios.length == 0 ? Double.NaN : ratios[0],
          ratios.length == 0 ? Double.NaN : ratios[ratios.length / 2],
          ratios.length == 0 ? Double.NaN : ratios[ratios.length - 1]);
    }
  }
}
