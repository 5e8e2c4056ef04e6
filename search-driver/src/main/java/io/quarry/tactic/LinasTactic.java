package io.quarry.tactic;

import io.quarry.evolve.Nsga2Search;
import io.quarry.evolve.Selection;
import io.quarry.objective.Objective;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.pareto.HypervolumeImprovement;
import io.quarry.predict.Features;
import io.quarry.predict.PredictorQuality;
import io.quarry.predict.PredictorSelection;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * LINAS, the search of SimQ-NAS (Cummings et al. 2022, "A hardware-aware framework for accelerating
 * neural architecture search across modalities", arXiv 2205.10358): measure a batch, fit predictors
 * to all that was measured, search on predictions, measure the best of that.
 *
 * <p>Unlike the authors' code, the inner search starts from the measured front, a batch is chosen
 * for what it adds to the front and for what is unsure (see {@link Prospects}), batches begin
 * small, and what was measured or is being measured is never proposed again.
 */
public final class LinasTactic implements SearchTactic {
  private static final Comparator<Scored> LEAST_FIRST =
      Comparator.comparingDouble((Scored scored) -> scored.gain);

  /** Candidates of the inner search that the batch is chosen from, beside those known. */
  private static final int POOL = 400;

  private static final double CROSSOVER = 0.9;
  private static final double LEAST_MUTATION = 0.02;

  private final SearchSpace space;
  private final List<Objective> objectives;
  private final double[] reference;
  private final LinasSettings settings;
  private final Seeds seeds;
  private final UnaryOperator<Candidate> standIn;
  private final Consumer<PredictorReport> reports;
  private final Features features;
  private final PredictorSelection selection = PredictorSelection.standard();
  private final Nsga2Search inner;
  private final FreshCandidates fresh;
  private final Pending pending = new Pending();

  /** What was measured, by canonical text: an order that does not depend on the time. */
  private final TreeMap<String, Measurement> measured = new TreeMap<>();

  private final List<int[]> first;
  private List<int[]> batch = List.of();
  private int dealt;
  private int number;
  private Forecast forecast = new Forecast(List.of(), Map.of());

  /** A genome that the inner search came across, and what it promised. */
  private record Scored(List<Integer> genome, double gain) {}

  /** What was predicted of a batch, in minimised values. */
  private record Forecast(List<Surrogate> surrogates, Map<String, List<Double>> predicted) {}

  /**
   * LINAS over a space.
   *
   * @param objectives what is optimised; every measurement told must have them
   * @param reference minimised values, one an objective, that bound the hypervolume
   * @param first candidates to measure first, as far as they fit into the initial ones
   * @param standIn what is going to be measured when a candidate is asked for: itself, but where
   *     only recorded candidates can be
   * @param reports gets the quality of each iteration's predictors when its batch was measured
   */
  public LinasTactic(
      SearchSpace space,
      List<Objective> objectives,
      List<Double> reference,
      LinasSettings settings,
      Seeds seeds,
      List<Candidate> first,
      UnaryOperator<Candidate> standIn,
      Consumer<PredictorReport> reports) {
    this.space = space;
    this.objectives = List.copyOf(objectives);
    this.reference = reference.stream().mapToDouble(Double::doubleValue).toArray();
    this.settings = settings;
    this.seeds = seeds;
    this.standIn = standIn;
    this.reports = reports;
    this.features = Features.of(space);
    this.fresh = new FreshCandidates(space);
    this.first = first.stream().limit(settings.initial()).map(space::genome).toList();
    double mutation = Math.max(1.0 / Math.max(1, space.dimension()), LEAST_MUTATION);
    this.inner =
        Nsga2Search.of(
            space,
            objectives.size(),
            new Nsga2Search.Settings(
                settings.population(),
                CROSSOVER,
                mutation,
                0,
                Selection.suitedTo(objectives.size()),
                POOL));
  }

  @Override
  public List<Candidate> ask(int free) {
    Pending.requireCount(free);
    if (dealt == batch.size() && pending.isEmpty()) {
      batch = nextBatch();
      dealt = 0;
    }
    List<Candidate> asked = new ArrayList<>();
    while (dealt < batch.size() && asked.size() < free) {
      Candidate next = space.candidate(batch.get(dealt++));
      if (!pending.wasTold(next)) {
        asked.add(next);
      }
    }
    pending.asked(asked);
    return List.copyOf(asked);
  }

  @Override
  public void tell(List<Outcome> outcomes) {
    pending.told(outcomes);
    for (Outcome outcome : outcomes) {
      fresh.take(outcome.candidate());
      if (outcome instanceof Measurement measurement) {
        measured.put(measurement.candidate().text(), measurement);
      }
    }
    closeBatch();
  }

  @Override
  public void withdraw(List<Candidate> candidates) {
    pending.withdrawn(candidates);
    closeBatch();
  }

  /** When all of a batch came back, it tells how good the predictions were that chose it. */
  private void closeBatch() {
    if (dealt < batch.size() || !pending.isEmpty() || forecast.predicted().isEmpty()) {
      return;
    }
    List<Map.Entry<String, List<Double>>> known =
        forecast.predicted().entrySet().stream()
            .filter(entry -> measured.containsKey(entry.getKey()))
            .toList();
    for (int o = 0; o < objectives.size() && known.size() > 1; o++) {
      int objective = o;
      Surrogate surrogate = forecast.surrogates().get(o);
      double[] predicted = known.stream().mapToDouble(e -> e.getValue().get(objective)).toArray();
      double[] actual =
          known.stream().mapToDouble(e -> values(measured.get(e.getKey()))[objective]).toArray();
      reports.accept(
          new PredictorReport(
              number,
              objectives.get(o).name(),
              surrogate.learner(),
              surrogate.heldOut(),
              PredictorQuality.of(predicted, actual)));
    }
    forecast = new Forecast(List.of(), Map.of());
  }

  private List<int[]> nextBatch() {
    if (measured.size() < Math.max(settings.initial(), selection.fewestRows())) {
      return initialBatch(seeds.child("initial", measured.size()).generator());
    }
    return predictedBatch(seeds.child("linas", ++number));
  }

  /** Known candidates and, for the rest, every value of every decision equally often. */
  private List<int[]> initialBatch(RandomGenerator random) {
    int missing = Math.max(settings.initial(), selection.fewestRows()) - measured.size();
    List<int[]> next = new ArrayList<>();
    first.stream().filter(fresh::take).limit(missing).forEach(next::add);
    balanced(missing - next.size(), random).stream().filter(fresh::take).forEach(next::add);
    fill(next, missing, random);
    return next;
  }

  private List<int[]> balanced(int count, RandomGenerator random) {
    List<int[]> genomes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      genomes.add(new int[space.dimension()]);
    }
    for (int gene = 0; gene < space.dimension(); gene++) {
      int choices = space.decisions().get(gene).values().size();
      int[] order = FreshCandidates.shuffled(count, random);
      int shift = random.nextInt(choices);
      for (int i = 0; i < count; i++) {
        genomes.get(i)[gene] = (order[i] + shift) % choices;
      }
    }
    return genomes;
  }

  private void fill(List<int[]> next, int count, RandomGenerator random) {
    while (next.size() < count && !fresh.isExhausted()) {
      fresh.draw(random).ifPresent(next::add);
    }
  }

  private List<int[]> predictedBatch(Seeds own) {
    List<Measurement> known = List.copyOf(measured.values());
    List<int[]> genomes = known.stream().map(m -> space.genome(m.candidate())).toList();
    List<double[]> values = known.stream().map(this::values).toList();
    double[][] rows = features.rows(genomes);
    List<Surrogate> surrogates = new ArrayList<>();
    for (int o = 0; o < objectives.size(); o++) {
      int objective = o;
      double[] labels = values.stream().mapToDouble(v -> v[objective]).toArray();
      surrogates.add(
          Surrogate.of(selection, rows, labels, own.child("fit", objectives.get(o).name())));
    }
    int count = settings.batch(known.size());
    List<int[]> pool = pool(surrogates, genomes, values, own.child("inner").generator());
    Prospects prospects =
        new Prospects(
            surrogates, features.rows(pool), values, reference, own.child("draws").generator());
    List<int[]> next = new ArrayList<>();
    Map<String, List<Double>> predicted = new LinkedHashMap<>();
    for (int chosen : prospects.choose(count)) {
      int[] genome = pool.get(chosen);
      if (fresh.take(genome)) {
        next.add(genome);
        List<Double> believed = new ArrayList<>();
        for (double value : prospects.believed(chosen)) {
          believed.add(value);
        }
        predicted.put(space.candidate(genome).text(), believed);
      }
    }
    fill(next, count, own.child("fill").generator());
    forecast = new Forecast(surrogates, predicted);
    return next;
  }

  /** The most promising candidates that an inner search comes across and that are new. */
  private List<int[]> pool(
      List<Surrogate> surrogates,
      List<int[]> genomes,
      List<double[]> values,
      RandomGenerator random) {
    HypervolumeImprovement improvement =
        HypervolumeImprovement.of(values.toArray(double[][]::new), reference);
    PriorityQueue<Scored> best = new PriorityQueue<>(LEAST_FIRST);
    int capacity = POOL + genomes.size();
    inner.run(
        genomes,
        settings.predictedEvaluations() + genomes.size(),
        (candidates, objectiveValues, violations) -> {
          double[][] rows = features.rows(List.of(candidates));
          double[][] mean = new double[surrogates.size()][rows.length];
          double[][] spread = new double[surrogates.size()][rows.length];
          for (int o = 0; o < surrogates.size(); o++) {
            surrogates.get(o).predict(rows, mean[o], spread[o]);
          }
          double[] hopeful = new double[surrogates.size()];
          for (int i = 0; i < rows.length; i++) {
            for (int o = 0; o < hopeful.length; o++) {
              objectiveValues[i][o] = mean[o][i];
              hopeful[o] = mean[o][i] - spread[o][i];
            }
            double gain = improvement.of(hopeful);
            if (best.size() < capacity || gain > best.peek().gain) {
              best.add(new Scored(java.util.Arrays.stream(candidates[i]).boxed().toList(), gain));
              if (best.size() > capacity) {
                best.poll();
              }
            }
          }
        },
        random);
    return best.stream()
        .sorted(LEAST_FIRST.reversed())
        .map(scored -> scored.genome().stream().mapToInt(Integer::intValue).toArray())
        .map(genome -> standIn.apply(space.candidate(genome)))
        .distinct()
        .filter(candidate -> !fresh.isTaken(candidate))
        .map(space::genome)
        .limit(POOL)
        .toList();
  }

  private double[] values(Measurement measurement) {
    return measurement.scores().canonical(objectives);
  }
}
