package io.quarry.page;

import io.quarry.config.SearchConfig;
import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Provenance;
import io.quarry.outcome.Timing;
import io.quarry.pareto.ParetoFront;
import io.quarry.quantize.Policy;
import io.quarry.report.Share;
import io.quarry.score.Objectives;
import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import io.quarry.store.StoredOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The outcomes of a run as rows, in the order of the journal, and what they refer to. */
final class Rows {
  private static final int SHOWN_DIGITS = 16;
  private static final double NANOS = 1e9;

  final RunContents contents;
  final List<Objective> objectives;
  final List<ReportData.Choice> decisions;
  final Failures failures;
  final Lanes lanes;
  final Instant startedAt;
  final ParetoFront front;
  final List<ReportData.Row> rows = new ArrayList<>();

  /** By key: the number of a row. */
  final Map<String, Integer> numbers = new HashMap<>();

  /** By number of a row, with the latency that was measured; null for failed ones. */
  private final List<Scores> scores = new ArrayList<>();

  private final Map<String, Integer> valueNumbers = new HashMap<>();
  private final double mostMacs;

  Rows(RunContents contents) {
    this.contents = contents;
    contents.outcomes().forEach(entry -> scores.add(scores(entry, contents.timings())));
    this.objectives = objectives();
    this.decisions = choices();
    this.failures = Failures.of(contents.outcomes());
    this.startedAt = startedAt();
    this.lanes = Lanes.of(contents.outcomes());
    this.front = ParetoFront.of(contents.config().objectives(), eligible());
    this.mostMacs =
        scores.stream()
            .mapToDouble(s -> s.values().getOrDefault(Objectives.MACS.name(), 0.0))
            .max()
            .orElse(0);
    Set<String> onFront = new LinkedHashSet<>();
    front.points().forEach(point -> onFront.add(point.candidate().key()));
    for (int i = 0; i < scores.size(); i++) {
      String key = contents.outcomes().get(i).outcome().candidate().key();
      numbers.put(key, i);
      rows.add(row(i, key, onFront.contains(key)));
    }
  }

  /** The candidate of a row. */
  Candidate candidate(int row) {
    return contents.outcomes().get(row).outcome().candidate();
  }

  /** What was measured of a row; nothing of a failed one. */
  Scores scores(int row) {
    return scores.get(row);
  }

  /** Whether a row has all that is searched for, and keeps the constraints. */
  boolean isEligible(int row) {
    return isComplete(scores.get(row)) && isFeasible(scores.get(row));
  }

  /** The value of an objective; NaN where it was not measured. */
  double value(int row, Objective objective) {
    return scores.get(row).values().getOrDefault(objective.name(), Double.NaN);
  }

  /** Seconds from the start of the run to a moment. */
  double seconds(Instant at) {
    return Duration.between(startedAt, at).toNanos() / NANOS;
  }

  private static Scores scores(StoredOutcome entry, Map<String, Timing> timings) {
    Map<String, Double> values = new TreeMap<>();
    if (entry.outcome() instanceof Measurement measurement) {
      values.putAll(measurement.scores().values());
      Timing timing = timings.get(measurement.candidate().key());
      if (timing != null) {
        values.put(Objectives.LATENCY_MS.name(), timing.latency().medianMs());
      }
    }
    return Scores.of(values);
  }

  /** Those of the search, then what else was measured. */
  private List<Objective> objectives() {
    SearchConfig config = contents.config();
    Map<String, Objective> known = new LinkedHashMap<>();
    config.objectives().forEach(objective -> known.put(objective.name(), objective));
    Set<String> measured = new LinkedHashSet<>();
    scores.forEach(one -> measured.addAll(one.values().keySet()));
    Objectives.ALL.stream()
        .filter(objective -> measured.contains(objective.name()))
        .forEach(objective -> known.putIfAbsent(objective.name(), objective));
    measured.forEach(name -> known.putIfAbsent(name, Objective.minimize(name, name, "")));
    return List.copyOf(known.values());
  }

  /** In the space's order; what rows of other runs decide beside it comes last. */
  private List<ReportData.Choice> choices() {
    Map<String, Set<String>> values = new LinkedHashMap<>();
    for (Decision decision : contents.space().decisions()) {
      values.put(decision.name(), new LinkedHashSet<>(decision.values()));
    }
    for (StoredOutcome entry : contents.outcomes()) {
      entry
          .outcome()
          .candidate()
          .values()
          .forEach(
              (name, value) -> values.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(value));
    }
    List<ReportData.Choice> choices = new ArrayList<>();
    values.forEach(
        (name, of) -> {
          int number = 0;
          for (String value : of) {
            valueNumbers.put(name + "=" + value, number++);
          }
          choices.add(new ReportData.Choice(name, Policy.isDecision(name), List.copyOf(of)));
        });
    return choices;
  }

  private Instant startedAt() {
    return java.util.stream.Stream.concat(
            contents.progress().stream().map(progress -> progress.startedAt()),
            contents.outcomes().stream()
                .filter(entry -> !entry.isReused())
                .map(entry -> entry.outcome().provenance().startedAt()))
        .filter(instant -> instant.isAfter(Instant.EPOCH))
        .min(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  private List<Measurement> eligible() {
    List<Measurement> eligible = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      if (isEligible(i)) {
        Provenance from = contents.outcomes().get(i).outcome().provenance();
        eligible.add(new Measurement(candidate(i), scores.get(i), from));
      }
    }
    return eligible;
  }

  private boolean isComplete(Scores one) {
    return contents.config().objectives().stream()
        .allMatch(objective -> one.values().containsKey(objective.name()));
  }

  private boolean isFeasible(Scores one) {
    List<Constraint> constraints = contents.config().constraints();
    return constraints.stream()
            .allMatch(constraint -> one.values().containsKey(constraint.objective().name()))
        && Constraint.violation(constraints, one) == 0;
  }

  private ReportData.Row row(int number, String key, boolean onFront) {
    StoredOutcome entry = contents.outcomes().get(number);
    Scores one = scores.get(number);
    boolean failed = entry.outcome() instanceof Failed;
    List<Double> low = new ArrayList<>();
    List<Double> high = new ArrayList<>();
    objectives.forEach(objective -> addInterval(key, number, objective, low, high));
    return new ReportData.Row(
        key.substring(0, SHOWN_DIGITS),
        entry.batch(),
        entry.isReused(),
        genome(entry.outcome().candidate()),
        objectives.stream().map(objective -> value(number, objective)).toList(),
        low,
        high,
        seconds(entry.outcome().provenance().startedAt()),
        entry.outcome().provenance().durationMs() / 1e3,
        lanes.of(number),
        failures.of(number),
        !failed && isFeasible(one),
        !failed && !isComplete(one),
        onFront,
        failed ? "" : Uniform.of(entry.outcome().candidate(), contents.space()),
        one.values().getOrDefault(Objectives.MACS.name(), -1.0) == mostMacs);
  }

  private void addInterval(
      String key, int number, Objective objective, List<Double> low, List<Double> high) {
    double value = value(number, objective);
    double[] ends = {Double.NaN, Double.NaN};
    Timing timing = contents.timings().get(key);
    if (objective.equals(Objectives.TOP1_ERROR) && value >= 0 && value <= 100) {
      ends = Share.interval(value, contents.config().data().splits().validation());
    } else if (objective.equals(Objectives.LATENCY_MS) && timing != null) {
      double half = timing.latency().medianMs() * timing.latency().intervalPercent() / 200;
      ends = new double[] {value - half, value + half};
    }
    low.add(ends[0]);
    high.add(ends[1]);
  }

  private List<Integer> genome(Candidate candidate) {
    return decisions.stream()
        .map(
            choice -> {
              String value = candidate.values().get(choice.name());
              return value == null ? -1 : valueNumbers.get(choice.name() + "=" + value);
            })
        .toList();
  }
}
