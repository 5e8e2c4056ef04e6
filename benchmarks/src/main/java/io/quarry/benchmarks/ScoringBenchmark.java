package io.quarry.benchmarks;

import io.quarry.arch.ElasticConvNet;
import io.quarry.config.SearchConfig;
import io.quarry.data.Task;
import io.quarry.evaluate.Endurance;
import io.quarry.evaluate.RunIdentity;
import io.quarry.evaluate.SparkEvaluator;
import io.quarry.evaluate.SupernetScoring;
import io.quarry.net.ParameterSpec;
import io.quarry.net.Parameters;
import io.quarry.score.Objectives;
import io.quarry.score.SupernetScorer;
import io.quarry.score.Timings;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.SearchSpace;
import io.quarry.train.Checkpoint;
import io.quarry.train.Trainer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * How fast candidates are scored, for the supernet of a configuration with weights as they were
 * initialized, which cost what trained ones cost.
 *
 * <ol>
 *   <li>Inside one candidate whose architecture is calibrated: ONNX Runtime's share of the time,
 *       and what writing and opening the model take.
 *   <li>On Spark: candidates a second with two local slots over one, in turns.
 * </ol>
 *
 * <p>Arguments: a configuration (none: the embedded one), then settings {@code key=value}.
 */
public final class ScoringBenchmark {
  private static final int ROUNDS = 5;
  private static final int CANDIDATES = 40;

  private ScoringBenchmark() {}

  /** Prints the figures. */
  public static void main(String[] arguments) {
    boolean file = arguments.length > 0 && !arguments[0].contains("=");
    SearchConfig config =
        SearchConfig.load(
            file ? List.of(Path.of(arguments[0])) : List.of(),
            Arrays.asList(arguments).subList(file ? 1 : 0, arguments.length),
            Objectives.ALL);
    Seeds seeds = new Seeds(config.seed());
    SearchSpace space = config.declaredSpace();
    SupernetScorer scorer = scorer(config);
    printRunShare(scorer, candidates(space, seeds.child("share").generator()));
    printSlots(scorer, space, seeds);
    System.exit(0);
  }

  /** The scorer of a configuration's supernet, as it was initialized. */
  static SupernetScorer scorer(SearchConfig config) {
    Seeds seeds = new Seeds(config.seed());
    Task task = config.data().source().load(config.data().splits(), seeds.child("data"));
    ElasticConvNet net =
        new ElasticConvNet(config.supernet().family(), task.shape(), task.classes());
    return new SupernetScorer(
        net, initialized(net, seeds), config.policy(), task, config.execution().threadsPerSlot());
  }

  private static void printRunShare(SupernetScorer scorer, List<Candidate> candidates) {
    candidates.forEach(scorer::score);
    List<Double> shares = new ArrayList<>();
    List<Double> overheadsMs = new ArrayList<>();
    for (Candidate candidate : candidates) {
      scorer.score(candidate); // Calibrates it again where it was forgotten.
      Timings timings = scorer.score(candidate).timings();
      shares.add(timings.runShare());
      overheadsMs.add((timings.exportNanos() + timings.openNanos()) / 1e6);
    }
    System.out.printf(
        "ONNX Runtime's share of a calibrated candidate's time, %d random candidates: median %.2f,"
            + " least %.2f%n",
        shares.size(), median(shares), shares.stream().min(Double::compare).orElseThrow());
    System.out.printf(
        "Writing the model and opening it in ONNX Runtime: median %.1f ms, most %.1f ms%n",
        median(overheadsMs), overheadsMs.stream().max(Double::compare).orElseThrow());
  }

  private static void printSlots(SupernetScorer scorer, SearchSpace space, Seeds seeds) {
    Map<Integer, List<Double>> rates = new HashMap<>();
    RandomGenerator random = seeds.child("slots").generator();
    for (int round = 0; round <= ROUNDS; round++) {
      List<Candidate> candidates = candidates(space, random);
      for (int slots : new int[] {1, 2}) {
        double rate = rate(scorer, candidates, slots, seeds);
        if (round > 0) { // The first round warms up.
          rates.computeIfAbsent(slots, key -> new ArrayList<>()).add(rate);
        }
      }
    }
    double one = median(rates.get(1));
    double two = median(rates.get(2));
    System.out.printf(
        "Candidates a second, %d random ones, median of %d rounds: 1 slot %.2f, 2 slots %.2f,"
            + " ratio %.2f%n",
        CANDIDATES, ROUNDS, one, two, two / one);
  }

  /** Each evaluator gets a copy of the scorer of its own, with nothing calibrated. */
  private static double rate(
      SupernetScorer scorer, List<Candidate> candidates, int slots, Seeds seeds) {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[%d]".formatted(slots))
            .setAppName("ScoringBenchmark")
            .set("spark.ui.enabled", "false");
    RunIdentity identity = new RunIdentity("benchmark", "", "", "", "");
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        SparkEvaluator evaluator =
            new SparkEvaluator(
                spark,
                new SupernetScoring(scorer, List.of()),
                identity,
                seeds,
                new Endurance(Duration.ofHours(1), 2))) {
      evaluator.evaluate("warm-up", candidates.subList(0, 2), outcome -> {}, () -> false);
      long start = System.nanoTime();
      evaluator.evaluate(
          "timed", candidates.subList(2, candidates.size()), outcome -> {}, () -> false);
      return (candidates.size() - 2) / ((System.nanoTime() - start) / 1e9);
    }
  }

  private static Checkpoint initialized(ElasticConvNet net, Seeds seeds) {
    try (Parameters parameters = Parameters.initialize(Trainer.parametersOf(net), seeds)) {
      Map<String, Checkpoint.Tensor> tensors = new HashMap<>();
      for (ParameterSpec spec : parameters.specs()) {
        tensors.put(spec.name(), new Checkpoint.Tensor(spec.dims(), parameters.value(spec.name())));
      }
      return new Checkpoint(
          new Checkpoint.Header("", net.space().text(), "", 0, 0), tensors, Map.of());
    }
  }

  private static List<Candidate> candidates(SearchSpace space, RandomGenerator random) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < CANDIDATES; i++) {
      candidates.add(space.sample(random));
    }
    return candidates;
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
