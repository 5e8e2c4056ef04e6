package io.quarry.tactic;

import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.predict.Features;
import io.quarry.predict.PredictorSelection;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * LINAS, the search of SimQ-NAS (Cummings et al. 2022, "A hardware-aware framework for accelerating
 * neural architecture search across modalities", arXiv 2205.10358): measure a batch, fit predictors
 * to all that was measured, search on predictions, measure the best of that.
 *
 * <p>Unlike the authors' code (for which see {@link DynasTactic}), the inner search starts from the
 * measured front, a batch is chosen for what it adds to the front and for what is unsure (see
 * {@link Prospects}), batches begin small, and what was measured or is being measured is never
 * proposed again.
 *
 * <p>At a synchronous pace a batch is dealt out in pieces of any size, and the next one waits until
 * all of it was told: what is asked depends on the seed and the outcomes alone. At an asynchronous
 * pace nothing waits: when a batch's worth of outcomes has come, or all of a batch was dealt out,
 * predictors are fitted anew to what is there; candidates under way count with their predicted
 * scores.
 */
public final class LinasTactic implements SearchTactic {
  /** Candidates of the inner search that a batch is chosen from. */
  private static final int POOL = 400;

  private final SearchSpace space;
  private final Goal goal;
  private final LinasSettings settings;
  private final Pace pace;
  private final Seeds seeds;
  private final Surroundings surroundings;
  private final Features features;
  private final PredictorSelection selection = PredictorSelection.standard();
  private final InnerSearch inner;
  private final FreshCandidates fresh;
  private final Pending pending = new Pending();
  private final Dealer dealer;
  private final Forecast forecast;
  private final List<int[]> first;

  /** Outcomes before the first fit. */
  private final int needed;

  /** What was measured, by canonical text: an order that does not depend on the time. */
  private final TreeMap<String, Measurement> measured = new TreeMap<>();

  private int number;
  private int outcomesOfBatch;

  /**
   * LINAS over a space.
   *
   * @param goal every measurement told must have its objectives and what it constrains
   * @param first candidates to measure first, before the initial ones
   */
  public LinasTactic(
      SearchSpace space,
      Goal goal,
      LinasSettings settings,
      Pace pace,
      Seeds seeds,
      List<Candidate> first,
      Surroundings surroundings) {
    this.space = space;
    this.goal = goal;
    this.settings = settings;
    this.pace = pace;
    this.seeds = seeds;
    this.surroundings = surroundings;
    this.features = Features.of(space, surroundings.costs());
    this.inner = new InnerSearch(space, features, goal, settings.population());
    this.fresh = new FreshCandidates(space);
    this.dealer = new Dealer(space, pending);
    this.forecast = new Forecast(goal, surroundings.reports());
    this.first = first.stream().distinct().map(space::genome).toList();
    this.needed = Math.max(settings.initial(), selection.fewestRows()) + this.first.size();
  }

  @Override
  public List<Candidate> ask(int free) {
    return dealer.deal(free, this::hasNext);
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
    outcomesOfBatch += outcomes.size();
    forecast.settle(outcomes.stream().map(Outcome::candidate).toList(), measured);
  }

  @Override
  public void withdraw(List<Candidate> candidates) {
    pending.withdrawn(candidates);
    forecast.settle(candidates, measured);
  }

  /** Whether the batch has another candidate, after a new one was made where one is due. */
  private boolean hasNext(List<Candidate> asked) {
    boolean waits = pace == Pace.SYNCHRONOUS && !(pending.isEmpty() && asked.isEmpty());
    boolean grownStale =
        pace == Pace.ASYNCHRONOUS
            && number > 0
            && outcomesOfBatch >= settings.batch(measured.size());
    if ((dealer.isDealtOut() && !waits) || grownStale) {
      giveBack(dealer.left());
      dealer.take(nextBatch(asked));
      outcomesOfBatch = 0;
    }
    return !dealer.isDealtOut();
  }

  private void giveBack(List<int[]> genomes) {
    List<Candidate> unused =
        genomes.stream().map(space::candidate).filter(c -> !pending.wasTold(c)).toList();
    unused.forEach(fresh::giveBack);
    forecast.forget(unused);
  }

  private List<int[]> nextBatch(List<Candidate> asked) {
    int known = measured.size() + (number == 0 ? pending.size() + asked.size() : 0);
    if (known < needed) {
      return initialBatch(needed - known, seeds.child("initial", known).generator());
    }
    if (measured.size() < selection.fewestRows()) {
      // At an asynchronous pace, the slots are faster than the first outcomes.
      List<int[]> one = new ArrayList<>();
      fill(one, 1, seeds.child("meanwhile", known).generator());
      return one;
    }
    return predictedBatch(asked, seeds.child("linas", ++number));
  }

  /** Known candidates and, for the rest, every value of every decision equally often. */
  private List<int[]> initialBatch(int count, RandomGenerator random) {
    List<int[]> next = new ArrayList<>();
    first.stream().filter(fresh::take).limit(count).forEach(next::add);
    balanced(count - next.size(), random).stream().filter(fresh::take).forEach(next::add);
    fill(next, count, random);
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

  private List<int[]> predictedBatch(List<Candidate> asked, Seeds own) {
    List<int[]> genomes = new ArrayList<>();
    List<double[]> values = new ArrayList<>();
    List<double[]> front = new ArrayList<>();
    for (Measurement measurement : measured.values()) {
      double[] targets = goal.values(measurement);
      genomes.add(space.genome(measurement.candidate()));
      values.add(targets);
      if (goal.violation(targets) == 0) {
        front.add(measurement.scores().canonical(goal.objectives()));
      }
    }
    double[][] rows = features.rows(genomes);
    Surrogates surrogates = Surrogates.fit(selection, features, goal.targets(), rows, values, own);
    List<int[]> pool = pool(surrogates, genomes, front, own.child("inner").generator());
    if (pool.isEmpty()) {
      List<int[]> others = new ArrayList<>();
      fill(others, settings.batch(measured.size()), own.child("fill").generator());
      return others;
    }
    Surrogates.Prediction prediction = surrogates.predict(features.rows(pool));
    Prospects prospects = new Prospects(goal, prediction, front, own.child("draws").generator());
    believeWhatIsUnderWay(prospects, surrogates, asked);
    return take(pool, prospects, surrogates, prediction, own);
  }

  /** Genomes of candidates that are new, most promising first. */
  private List<int[]> pool(
      Surrogates surrogates, List<int[]> known, List<double[]> front, RandomGenerator random) {
    int taken = known.size() + pending.size();
    return inner
        .run(known, surrogates, front, settings.predictedEvaluations(), POOL + taken, random)
        .stream()
        .map(genome -> surroundings.standIn().apply(space.candidate(genome)))
        .distinct()
        .filter(candidate -> !fresh.isTaken(candidate))
        .limit(POOL)
        .map(space::genome)
        .toList();
  }

  private void believeWhatIsUnderWay(
      Prospects prospects, Surrogates surrogates, List<Candidate> asked) {
    Set<Candidate> underWay = new HashSet<>(pending.candidates());
    underWay.addAll(asked);
    List<int[]> genomes =
        underWay.stream().sorted(Comparator.comparing(Candidate::text)).map(space::genome).toList();
    if (!genomes.isEmpty()) {
      Surrogates.Prediction prediction = surrogates.predict(features.rows(genomes));
      for (int i = 0; i < genomes.size(); i++) {
        prospects.believe(prediction.mean(i));
      }
    }
  }

  private List<int[]> take(
      List<int[]> pool,
      Prospects prospects,
      Surrogates surrogates,
      Surrogates.Prediction prediction,
      Seeds own) {
    int count = settings.batch(measured.size());
    forecast.begin(number, surrogates);
    List<int[]> next = new ArrayList<>();
    for (int chosen : prospects.choose(count)) {
      int[] genome = pool.get(chosen);
      fresh.take(genome);
      next.add(genome);
      forecast.add(space.candidate(genome), prediction.mean(chosen));
    }
    fill(next, count, own.child("fill").generator());
    return next;
  }
}
