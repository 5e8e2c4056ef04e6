package io.quarry.benchmarks;

import io.quarry.predict.Features;
import io.quarry.predict.FittedModel;
import io.quarry.predict.GaussianProcess;
import io.quarry.predict.Learner;
import io.quarry.predict.Predictor;
import io.quarry.predict.PredictorSelection;
import io.quarry.predict.Ridge;
import io.quarry.seed.Seeds;
import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
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
 * What predictors cost a search: learning from 400 rows of some 300 features, and predicting 20,000
 * candidates from their genomes, features included. {@code selectAll} and {@code selected} are the
 * figures that count; the single learners beside them are the baselines.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class PredictorBenchmark {
  private static final int ROWS = 400;
  private static final int CANDIDATES = 20_000;

  private Features features;
  private double[][] rows;
  private double[] labels;
  private List<int[]> genomes;
  private FittedModel selected;
  private Predictor ridge;
  private Predictor process;

  /** A space like that of ResNet-50 with a format for each layer, and effects that interact. */
  @Setup(Level.Trial)
  public void prepare() {
    SearchSpace space = space();
    features = Features.of(space);
    RandomGenerator random = new Seeds(1).child("rows").generator();
    rows = features.rows(genomes(space, ROWS, random));
    labels = labels(rows, random);
    genomes = genomes(space, CANDIDATES, random);
    selected = selectAll();
    ridge = fitRidge();
    process = fitGaussianProcess();
    System.out.printf(
        "%d features, selected %s, %s%n", features.count(), selected.name(), selected.qualities());
  }

  /** Fits and judges every learner and their combination, for one objective. */
  @Benchmark
  public FittedModel selectAll() {
    return PredictorSelection.standard().fit(rows, labels, new Seeds(1));
  }

  /** Ridge alone. */
  @Benchmark
  public Predictor fitRidge() {
    return fit(new Ridge());
  }

  /** The Gaussian process alone. */
  @Benchmark
  public Predictor fitGaussianProcess() {
    return fit(new GaussianProcess());
  }

  /** The predictor that was selected. */
  @Benchmark
  public double predictSelected() {
    return predict(selected);
  }

  /** Ridge. */
  @Benchmark
  public double predictRidge() {
    return predict(ridge);
  }

  /** The Gaussian process. */
  @Benchmark
  public double predictGaussianProcess() {
    return predict(process);
  }

  /** Features alone. */
  @Benchmark
  public double[][] writeFeatures() {
    return features.rows(genomes);
  }

  private Predictor fit(Learner learner) {
    return learner.fit(rows, labels, new Seeds(1));
  }

  /** In batches of 50, a population's size, as the inner search asks. */
  private double predict(Predictor predictor) {
    double[][] batch = new double[50][features.count()];
    double[] mean = new double[batch.length];
    double[] spread = new double[batch.length];
    double sum = 0;
    for (int from = 0; from < genomes.size(); from += batch.length) {
      for (int i = 0; i < batch.length; i++) {
        features.write(genomes.get(from + i), batch[i]);
      }
      predictor.predict(batch, mean, spread);
      sum += mean[0] + spread[0];
    }
    return sum;
  }

  private static SearchSpace space() {
    List<Decision> decisions = new ArrayList<>();
    for (int stage = 0; stage < 4; stage++) {
      decisions.add(Decision.ordinal("stage" + stage + ".depth", List.of(2, 3, 4)));
      for (int block = 0; block < 4; block++) {
        String name = "stage" + stage + ".block" + block;
        Condition deep = new Condition("stage" + stage + ".depth", List.of("3", "4"));
        Condition deepest = new Condition("stage" + stage + ".depth", List.of("4"));
        List<Condition> conditions =
            block < 2 ? List.of() : block == 2 ? List.of(deep) : List.of(deepest);
        Condition[] active = conditions.toArray(Condition[]::new);
        decisions.add(Decision.ordinal(name + ".width", List.of(16, 24, 32)).when(active));
        decisions.add(Decision.ordinal(name + ".expansion", List.of(2, 4, 6)).when(active));
        for (int layer = 0; layer < 3; layer++) {
          decisions.add(
              Decision.categorical(
                      name + ".layer" + layer + ".format", List.of("float32", "int8", "int4"))
                  .when(active));
        }
      }
    }
    return SearchSpace.of(decisions);
  }

  private static List<int[]> genomes(SearchSpace space, int count, RandomGenerator random) {
    List<int[]> genomes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      genomes.add(
          space.decisions().stream().mapToInt(d -> random.nextInt(d.values().size())).toArray());
    }
    return genomes;
  }

  private static double[] labels(double[][] rows, RandomGenerator random) {
    double[] effects = random.doubles(rows[0].length).map(x -> x - 0.5).toArray();
    double[] labels = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      double sum = 0;
      for (int j = 0; j < effects.length; j++) {
        sum += effects[j] * rows[i][j];
      }
      labels[i] = sum + 0.05 * sum * sum + 0.2 * random.nextGaussian();
    }
    return labels;
  }
}
