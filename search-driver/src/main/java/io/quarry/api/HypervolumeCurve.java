package io.quarry.api;

import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.outcome.Provenance;
import io.quarry.outcome.Timing;
import io.quarry.pareto.Hypervolume;
import io.quarry.pareto.ParetoFront;
import io.quarry.quantize.Policy;
import io.quarry.report.RunDirectory;
import io.quarry.score.Objectives;
import io.quarry.store.MeasurementStore;
import io.quarry.store.StoredOutcome;
import io.quarry.store.TimingStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The hypervolume of a run after each of its outcomes, as rows of {@link Columns#HYPERVOLUME}. */
final class HypervolumeCurve {
  private static final double MS_PER_MINUTE = 60_000;

  private final List<Objective> objectives;
  private final List<Constraint> constraints;
  private final Hypervolume hypervolume;
  private final Map<String, Double> latencies;
  private final List<StoredOutcome> outcomes;
  private final List<Point> points = new ArrayList<>();

  private ParetoFront front;
  private double volume;
  private int evaluations;
  private int failed;
  private double minutes;

  /** The curve after an outcome. */
  private record Point(int evaluation, double minutes, double volume, int frontSize, int failed) {}

  private HypervolumeCurve(
      List<Objective> objectives,
      List<Constraint> constraints,
      Hypervolume hypervolume,
      Map<String, Double> latencies,
      List<StoredOutcome> outcomes) {
    this.objectives = objectives;
    this.constraints = constraints;
    this.hypervolume = hypervolume;
    this.latencies = latencies;
    this.outcomes = outcomes;
    this.front = new ParetoFront(objectives, List.of());
  }

  /**
   * The curve of a run.
   *
   * @param summary its summary, a row of {@link Columns#SUMMARY}
   */
  static HypervolumeCurve of(RunDirectory run, Row summary) {
    List<Row> searched = summary.getList(summary.fieldIndex("objectives"));
    List<Objective> objectives = searched.stream().map(HypervolumeCurve::objective).toList();
    List<Objective> known = Stream.concat(objectives.stream(), Objectives.ALL.stream()).toList();
    List<String> bounds = summary.getList(summary.fieldIndex("constraints"));
    Map<String, Double> reference = summary.getJavaMap(summary.fieldIndex("reference_point"));
    double[] worst =
        objectives.stream().mapToDouble(o -> o.canonical(reference.get(o.name()))).toArray();
    Map<String, Double> latencies = new HashMap<>();
    TimingStore.open(run.timings()).read().stream()
        .filter(timing -> timing.purpose() == Timing.Purpose.SEARCH)
        .forEach(t -> latencies.put(t.candidate().key(), t.latency().medianMs()));
    return new HypervolumeCurve(
        objectives,
        bounds.stream().map(text -> Constraint.parse(text, known)).toList(),
        Hypervolume.of(worst),
        latencies,
        MeasurementStore.open(run.measurements(), List.of(), Policy::isDecision).read().entries());
  }

  private static Objective objective(Row row) {
    return new Objective(
        row.getAs("name"),
        row.getAs("column"),
        row.getAs("unit"),
        Objective.Direction.valueOf(row.getAs("direction")));
  }

  List<Row> rows() {
    Optional<Instant> start =
        own().map(one -> one.outcome().provenance().startedAt()).min(Instant::compareTo);
    List<StoredOutcome> reused = outcomes.stream().filter(StoredOutcome::isReused).toList();
    reused.forEach(one -> add(one.outcome()));
    if (!reused.isEmpty()) {
      points.add(point());
    }
    own().forEach(one -> count(one.outcome(), start.orElseThrow()));
    return points.stream().map(this::row).toList();
  }

  private Stream<StoredOutcome> own() {
    return outcomes.stream().filter(one -> !one.isReused());
  }

  private void count(Outcome outcome, Instant start) {
    evaluations++;
    Provenance from = outcome.provenance();
    double began = Duration.between(start, from.startedAt()).toMillis();
    minutes = Math.max(minutes, (began + from.durationMs()) / MS_PER_MINUTE);
    failed += outcome instanceof Measurement ? 0 : 1;
    add(outcome);
    points.add(point());
  }

  private void add(Outcome outcome) {
    if (outcome instanceof Measurement measurement) {
      addComplete(withLatency(measurement));
    }
  }

  private void addComplete(Measurement complete) {
    boolean scored =
        Stream.concat(objectives.stream(), constraints.stream().map(Constraint::objective))
            .allMatch(o -> complete.scores().values().containsKey(o.name()));
    if (scored && Constraint.violation(constraints, complete.scores()) == 0) {
      ParetoFront merged = front.merge(List.of(complete));
      if (!merged.equals(front)) {
        front = merged;
        volume = hypervolume.volume(front.canonicalValues());
      }
    }
  }

  private Measurement withLatency(Measurement measurement) {
    Double latency = latencies.get(measurement.candidate().key());
    if (latency == null) {
      return measurement;
    }
    Map<String, Double> scores = new TreeMap<>(measurement.scores().values());
    scores.put(Objectives.LATENCY_MS.name(), latency);
    return new Measurement(measurement.candidate(), Scores.of(scores), measurement.provenance());
  }

  private Point point() {
    return new Point(evaluations, minutes, volume, front.points().size(), failed);
  }

  private Row row(Point point) {
    return RowFactory.create(
        point.evaluation,
        point.minutes,
        point.volume,
        volume > 0 ? 100 * point.volume / volume : 0,
        point.frontSize,
        point.failed);
  }
}
