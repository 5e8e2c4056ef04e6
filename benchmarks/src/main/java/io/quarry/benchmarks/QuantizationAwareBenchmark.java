package io.quarry.benchmarks;

import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.Network;
import io.quarry.config.SearchConfig;
import io.quarry.data.Task;
import io.quarry.quantize.Calibrator;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import io.quarry.report.Runs;
import io.quarry.score.SupernetScorer;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.train.Checkpoint;
import io.quarry.train.FormatPlan;
import io.quarry.train.Phase;
import io.quarry.train.Recipe;
import io.quarry.train.Trainer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Quantization-aware training against quantization after training: the supernet of a configuration
 * is trained as it says, and another from the same seed through the same phases without formats, so
 * that both see the same images as often. The largest and the smallest network of both are scored
 * on the test split in each format of the policy, the same in all layers but those that are pinned;
 * the second with several calibrators of activations, of which the best for that very cell is
 * taken: chosen on the test split, in favour of quantization after training.
 *
 * <p>Arguments: a configuration; {@code seeds=1,2,3}; {@code runs=DIR}, where supernets are looked
 * for, as {@code quarry train} leaves them, and left; then settings {@code key=value}. Prints a
 * line for each network, format and seed, as CSV: accuracy in percent and the calibrator; and
 * seconds of training.
 */
public final class QuantizationAwareBenchmark {
  private static final List<String> CALIBRATORS =
      List.of("mse", "percentile:99.9", "percentile:99.99", "min-max");

  private QuantizationAwareBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    Arguments given = Arguments.of(arguments, Map.of("seeds", "1", "runs", "runs"));
    KeptSupernets supernets = KeptSupernets.of(given.option("runs"));
    System.out.println("seed,training,network,format,accuracy_percent,calibrator");
    for (String seed : given.list("seeds")) {
      new Run(given.config(List.of("seed=" + seed)), supernets).print();
    }
    System.exit(0);
  }

  /** One seed. */
  private static final class Run {
    private final SearchConfig config;
    private final Seeds seeds;
    private final Task task;
    private final ElasticConvNet net;
    private final Recipe recipe;
    private final KeptSupernets supernets;

    Run(SearchConfig config, KeptSupernets supernets) {
      this.config = config;
      this.supernets = supernets;
      this.seeds = new Seeds(config.seed());
      this.task = config.data().source().load(config.data().splits(), seeds.child("data"));
      this.net = new ElasticConvNet(config.supernet().family(), task.shape(), task.classes());
      this.recipe = config.supernet().recipe();
    }

    void print() throws IOException {
      Checkpoint aware = trained(recipe, Runs.supernetFile(config));
      score("aware", aware, List.of(config.policy().activationCalibrator().text()));
      List<Phase> plain =
          recipe.phases().stream()
              .map(p -> new Phase(p.kind(), p.epochs(), p.learningRate(), p.warmupFraction()))
              .toList();
      Checkpoint after =
          trained(
              new Recipe(
                  recipe.batch(),
                  recipe.momentum(),
                  recipe.weightDecay(),
                  recipe.labelSmoothing(),
                  recipe.gradientClip(),
                  recipe.distillation(),
                  recipe.randomSubnets(),
                  recipe.augmentation(),
                  plain),
              "after-" + Runs.supernetFile(config));
      score("after", after, CALIBRATORS);
    }

    private Checkpoint trained(Recipe how, String file) throws IOException {
      int threads = Math.max(1, config.execution().trainThreads());
      Trainer trainer = new Trainer(net, how, config.policy(), task, seeds.child("train"), threads);
      return supernets.trained(trainer, net, file);
    }

    private void score(String name, Checkpoint checkpoint, List<String> calibrators) {
      Map<String, Double> best = new HashMap<>();
      Map<String, String> by = new HashMap<>();
      List<String> cells = new ArrayList<>();
      for (String calibrator : calibrators) {
        PolicySettings settings = with(Calibrator.parse(calibrator));
        SupernetScorer scorer = new SupernetScorer(net, checkpoint, settings, task, 1);
        for (String which : List.of("largest", "smallest")) {
          for (String format : settings.formats()) {
            String cell = which + "," + format;
            Candidate candidate = candidate(which.equals("largest"), format);
            byte[] model = scorer.model(candidate);
            double accuracy = 100 - scorer.accuracy(model, task.test()).top1ErrorPercent();
            if (!best.containsKey(cell)) {
              cells.add(cell);
            }
            if (best.merge(cell, accuracy, Math::max) == accuracy) {
              by.putIfAbsent(cell + accuracy, calibrator);
            }
          }
        }
      }
      for (String cell : cells) {
        double accuracy = best.get(cell);
        System.out.printf(
            Locale.ROOT,
            "%d,%s,%s,%.2f,%s%n",
            config.seed(),
            name,
            cell,
            accuracy,
            by.get(cell + accuracy));
      }
    }

    private PolicySettings with(Calibrator activations) {
      PolicySettings policy = config.policy();
      return new PolicySettings(
          policy.formats(),
          policy.firstLayer(),
          policy.lastLayer(),
          policy.weightGranularity(),
          policy.weightCalibrator(),
          activations,
          policy.target());
    }

    private Candidate candidate(boolean large, String format) {
      Candidate architecture = large ? net.largest() : net.smallest();
      Network network = net.network(architecture);
      List<LayerFormats> all = config.policy().formats().stream().map(LayerFormats::parse).toList();
      Policy policy =
          new FormatPlan(net, recipe, config.policy())
              .uniform(network, LayerFormats.parse(format), all);
      Map<String, String> values = new HashMap<>(architecture.values());
      values.putAll(policy.decisions());
      return Candidate.of(values);
    }
  }
}
