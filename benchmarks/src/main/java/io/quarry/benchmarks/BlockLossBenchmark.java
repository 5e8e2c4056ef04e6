package io.quarry.benchmarks;

import io.quarry.arch.BlockType;
import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.ElasticStage;
import io.quarry.arch.Network;
import io.quarry.config.SearchConfig;
import io.quarry.data.Task;
import io.quarry.distill.DistillListener;
import io.quarry.distill.DistillSettings;
import io.quarry.distill.StageDistiller;
import io.quarry.distill.SubStage;
import io.quarry.predict.PredictorQuality;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Policy;
import io.quarry.report.Runs;
import io.quarry.score.Accuracy;
import io.quarry.score.SupernetScorer;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.train.Checkpoint;
import io.quarry.train.Trainer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What SpaceEvo's score of a search space rests on: whether the losses of a network's stages, each
 * distilled by itself, add up to a figure that ranks networks as their accuracy in the trained
 * supernet does. Random networks of the whole space are scored in int8 on the validation and the
 * test split together; then every stage is distilled once for each of its block types, all widths
 * in its window, and their sub-stages are judged.
 *
 * <p>Arguments: a configuration; {@code seeds=1,2}, of the distillations; {@code networks=60};
 * {@code runs=DIR}, where the supernet is looked for, as {@code quarry train} leaves it, and left;
 * then settings {@code key=value}. Prints the CPU time of each distillation, a line for each
 * network, and rank correlations: of summed losses with error and cross-entropy, beside those of
 * multiply-accumulates, and between seeds.
 */
public final class BlockLossBenchmark {

  private BlockLossBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    Arguments given =
        Arguments.of(arguments, Map.of("seeds", "1,2", "networks", "60", "runs", "runs"));
    Run run =
        new Run(
            given.config(List.of()),
            KeptSupernets.of(given.option("runs")),
            given.count("networks"));
    run.print(given.list("seeds").stream().map(Long::parseLong).toList());
    System.exit(0);
  }

  /** A network of the space, and how well it does in the supernet. */
  private record Scored(Candidate architecture, long macs, double errorPercent, double lossNats) {}

  private static final class Run {
    private final Task task;
    private final ElasticConvNet net;
    private final Checkpoint checkpoint;
    private final SupernetScorer scorer;
    private final Seeds seeds;
    private final DistillSettings distillation;
    private final int networks;

    Run(SearchConfig config, KeptSupernets supernets, int networks) throws IOException {
      this.networks = networks;
      this.distillation = config.hyperspace().distillation();
      this.seeds = new Seeds(config.seed());
      this.task = config.data().source().load(config.data().splits(), seeds.child("data"));
      this.net = new ElasticConvNet(config.supernet().family(), task.shape(), task.classes());
      this.checkpoint = supernet(config, supernets);
      this.scorer = new SupernetScorer(net, checkpoint, config.policy(), task, 1);
    }

    void print(List<Long> distillationSeeds) {
      List<Scored> scored = draw().stream().map(this::score).toList();
      List<double[]> sums = new ArrayList<>();
      for (long seed : distillationSeeds) {
        List<double[]> stages = losses(seed, scored);
        for (int s = 0; s < stages.size(); s++) {
          correlate("seed %d, stage %d alone".formatted(seed, s + 1), stages.get(s), scored);
        }
        double[] sum = new double[scored.size()];
        stages.forEach(stage -> Arrays.setAll(sum, i -> sum[i] + stage[i]));
        sums.add(sum);
        printNetworks(seed, scored, stages);
      }
      for (int s = 0; s < sums.size(); s++) {
        correlate("seed " + distillationSeeds.get(s), sums.get(s), scored);
        for (int other = 0; other < s; other++) {
          correlate("between two seeds", sums.get(s), sums.get(other));
        }
      }
      correlate("fewer multiply-accumulates", values(scored, one -> -one.macs()), scored);
    }

    private static void printNetworks(long seed, List<Scored> scored, List<double[]> stages) {
      System.out.println("seed,macs,error_percent,loss_nats,block_losses,architecture");
      for (int i = 0; i < scored.size(); i++) {
        int network = i;
        Scored one = scored.get(i);
        System.out.printf(
            Locale.ROOT,
            "%d,%d,%.2f,%.4f,%s,%s%n",
            seed,
            one.macs(),
            one.errorPercent(),
            one.lossNats(),
            stages.stream()
                .map(stage -> String.format(Locale.ROOT, "%.4f", stage[network]))
                .collect(Collectors.joining(" ")),
            one.architecture().text());
      }
    }

    private List<Candidate> draw() {
      RandomGenerator random = seeds.child("block-loss").generator();
      Set<Candidate> drawn = new LinkedHashSet<>();
      while (drawn.size() < networks) {
        drawn.add(net.space().sample(random));
      }
      return List.copyOf(drawn);
    }

    private Scored score(Candidate architecture) {
      Network network = net.network(architecture);
      Map<String, String> values = new HashMap<>(architecture.values());
      values.putAll(Policy.uniform(network, LayerFormats.parse("int8")).decisions());
      byte[] model = scorer.model(Candidate.of(values));
      Accuracy validation = scorer.accuracy(model, task.validation());
      Accuracy test = scorer.accuracy(model, task.test());
      int images = validation.images() + test.images();
      double first = (double) validation.images() / images;
      return new Scored(
          architecture,
          network.macs(),
          first * validation.top1ErrorPercent() + (1 - first) * test.top1ErrorPercent(),
          first * validation.lossNats() + (1 - first) * test.lossNats());
    }

    /** For each stage, what each network has there, in the networks' order. */
    private List<double[]> losses(long seed, List<Scored> scored) {
      StageDistiller distiller =
          new StageDistiller(checkpoint, task, distillation, new Seeds(seed), 1);
      List<double[]> all = new ArrayList<>();
      for (int s = 1; s <= net.stages(); s++) {
        Map<Candidate, Double> known = new HashMap<>();
        List<Integer> widths = net.family().stages().get(s - 1).widths();
        for (BlockType type : net.blockTypes(s)) {
          known.putAll(losses(distiller, new ElasticStage(net, s, type, widths), scored));
        }
        ElasticStage any = new ElasticStage(net, s, net.blockTypes(s).get(0), widths);
        all.add(values(scored, one -> known.get(any.subStage(one.architecture()))));
      }
      return all;
    }

    private static Map<Candidate, Double> losses(
        StageDistiller distiller, ElasticStage stage, List<Scored> scored) {
      List<Candidate> subStages =
          scored.stream()
              .map(one -> stage.subStage(one.architecture()))
              .filter(stage.space()::contains)
              .distinct()
              .toList();
      long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      List<SubStage> rows =
          distiller.distill(stage, subStages, DistillListener.none()).orElseThrow();
      System.out.printf(
          Locale.ROOT,
          "%s: %.1f s of CPU, %d sub-stages, int8 loss %.3f to %.3f%n",
          stage.text(),
          (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e9,
          rows.size(),
          rows.stream().mapToDouble(SubStage::int8Loss).min().orElse(Double.NaN),
          rows.stream().mapToDouble(SubStage::int8Loss).max().orElse(Double.NaN));
      Map<Candidate, Double> losses = new HashMap<>();
      rows.forEach(row -> losses.put(row.choices(), row.int8Loss()));
      return losses;
    }

    private static void correlate(String what, double[] losses, List<Scored> scored) {
      correlate(what + ", error", losses, values(scored, Scored::errorPercent));
      correlate(what + ", cross-entropy", losses, values(scored, Scored::lossNats));
    }

    private static void correlate(String what, double[] one, double[] other) {
      PredictorQuality quality = PredictorQuality.of(one, other);
      System.out.printf(
          Locale.ROOT,
          "%s: Spearman %.3f, Kendall %.3f%n",
          what,
          quality.spearmanRho(),
          quality.kendallTau());
    }

    private static double[] values(List<Scored> scored, ToDoubleFunction<Scored> of) {
      return scored.stream().mapToDouble(of).toArray();
    }

    private Checkpoint supernet(SearchConfig config, KeptSupernets supernets) throws IOException {
      Trainer trainer =
          new Trainer(
              net,
              config.supernet().recipe(),
              config.policy(),
              task,
              seeds.child("train"),
              Math.max(1, config.execution().trainThreads()));
      return supernets.trained(trainer, net, Runs.supernetFile(config));
    }
  }
}
