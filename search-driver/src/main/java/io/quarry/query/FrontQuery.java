package io.quarry.query;

import io.quarry.objective.Objective;
import io.quarry.outcome.Measurement;
import io.quarry.pareto.NonDominated;
import io.quarry.problem.InputException;
import io.quarry.quantize.Policy;
import io.quarry.report.NearestMiss;
import io.quarry.report.Runs;
import io.quarry.space.Candidate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is asked of the tables of one run or of several.
 *
 * @param where a condition, see {@link FilterParser}; empty: what the runs' own constraints say
 * @param best a name: the one best point by it, ties decided by the objectives; empty: all points
 * @param sort a name: the best by it come first; empty: in the front's order
 * @param limit most points to tell, positive
 * @param scope what is told of what satisfies the condition
 */
public record FrontQuery(String where, String best, String sort, int limit, Scope scope) {
  /** Rows are shown whole, and so many fit into memory. */
  private static final int MOST_POINTS = 100_000;

  /** Of what satisfies the condition. */
  public enum Scope {
    /** The points that no other one dominates. */
    FRONT,
    /** Every candidate. */
    ALL
  }

  public FrontQuery {
    Objects.requireNonNull(scope, "scope");
    if (limit < 1) {
      throw new InputException("--limit %d shows nothing".formatted(limit), "1 or more is meant.");
    }
  }

  /**
   * The answer, from the tables alone: no Spark, no images. Of a candidate that several runs hold
   * with equal figures the first run's row counts.
   *
   * @param locations whose directories are those of the runs, at least one
   * @throws InputException when a run is not there or holds no measurement, when the condition is
   *     malformed, or when the runs have no objective in common
   */
  public FrontAnswer answer(List<Runs> locations) {
    List<QueriedRun.Unread> unread = named(locations.stream().map(QueriedRun.Unread::of).toList());
    List<Objective> objectives = commonObjectives(unread);
    Set<Objective> known = new LinkedHashSet<>();
    unread.forEach(run -> known.addAll(run.objectives()));
    Vocabulary vocabulary =
        new Vocabulary(known, unread.stream().map(run -> run.config().declaredSpace()).toList());
    Map<String, Filter> filters = new HashMap<>();
    Optional<Filter> given =
        where.isEmpty() ? Optional.empty() : Optional.of(FilterParser.parse(where, vocabulary));
    unread.forEach(run -> filters.put(run.name(), given.orElseGet(run::constraints)));
    List<Field> order = new ArrayList<>();
    for (String name : List.of(best, sort)) {
      if (!name.isEmpty()) {
        order.add(vocabulary.ordered(name.equals(best) ? "--best" : "--sort", name));
      }
    }
    Set<Field> shown = new LinkedHashSet<>();
    objectives.forEach(objective -> shown.add(Field.of(objective)));
    filters.values().forEach(filter -> filter.forEachField(shown::add));
    shown.addAll(order);
    List<QueriedRun> runs = unread.stream().map(run -> run.read(shown)).toList();
    return new Selection(objectives, runs, filters, shown, order).answer();
  }

  /** Runs of equal names are told apart by where they lie. */
  static List<QueriedRun.Unread> named(List<QueriedRun.Unread> runs) {
    Map<String, Long> counts =
        runs.stream()
            .collect(Collectors.groupingBy(QueriedRun.Unread::name, Collectors.counting()));
    return runs.stream()
        .map(
            run ->
                counts.get(run.name()) == 1
                    ? run
                    : new QueriedRun.Unread(
                        run.directory().directory().toString(), run.directory(), run.config()))
        .distinct()
        .toList();
  }

  /** Those that all runs search for, in the first one's order. */
  static List<Objective> commonObjectives(List<QueriedRun.Unread> runs) {
    List<Objective> common = new ArrayList<>(runs.get(0).config().objectives());
    runs.forEach(run -> common.retainAll(run.config().objectives()));
    if (common.isEmpty()) {
      throw new InputException(
          "The runs have no objective in common: %s"
              .formatted(
                  runs.stream()
                      .map(run -> "%s searches for %s".formatted(run.name(), names(run)))
                      .collect(Collectors.joining("; "))),
          "runs of one task are meant.");
    }
    return common;
  }

  private static String names(QueriedRun.Unread run) {
    return run.config().objectives().stream()
        .map(Objective::name)
        .collect(Collectors.joining(", "));
  }

  /** The rows of several runs that satisfy a condition. */
  private final class Selection {
    private final List<Objective> objectives;
    private final List<QueriedRun> runs;
    private final Map<String, Filter> filters;
    private final Set<Field> shown;
    private final List<Field> order;
    private final List<double[]> points = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private int complete;
    private int skipped;

    Selection(
        List<Objective> objectives,
        List<QueriedRun> runs,
        Map<String, Filter> filters,
        Set<Field> shown,
        List<Field> order) {
      this.objectives = objectives;
      this.runs = runs;
      this.filters = filters;
      this.shown = shown;
      this.order = order;
    }

    FrontAnswer answer() {
      requireMeasurements();
      runs.forEach(this::select);
      List<Integer> chosen = chosen();
      FrontAnswer.Counts counts =
          new FrontAnswer.Counts(
              complete,
              points.size(),
              skipped,
              runs.stream().mapToInt(run -> run.columns().failed()).sum());
      return new FrontAnswer(
          runs.stream().map(QueriedRun::name).toList(),
          objectives,
          List.copyOf(shown),
          counts,
          rows(chosen),
          points.isEmpty() ? nearestMiss() : Optional.empty(),
          points.isEmpty() ? bindings() : List.of(),
          FrontQuery.remarks(runs, objectives),
          runs.stream().flatMap(run -> run.columns().problems().stream()).toList());
    }

    private void requireMeasurements() {
      if (runs.stream().allMatch(run -> run.columns().measured().length == 0)) {
        QueriedRun first = runs.get(0);
        int failed = first.columns().failed();
        List<String> problems = first.columns().problems();
        throw new InputException(
            "Run %s holds no measurement%s%s"
                .formatted(
                    first.directory().directory(),
                    failed > 0 ? ": all %d candidates failed".formatted(failed) : " yet",
                    problems.isEmpty() ? "" : "; " + String.join("; ", problems)),
            failed > 0
                ? "its measurements/ holds the causes."
                : "its search has not begun; quarry status tells how it stands.");
      }
    }

    /** Takes the rows of a run that have all objectives and satisfy its filter. */
    private void select(QueriedRun run) {
      Filter filter = filters.get(run.name());
      List<Field> needed =
          shown.stream().filter(field -> field.kind() == Field.Kind.OBJECTIVE).toList();
      QueriedRun.Row row = run.row();
      for (int number : run.columns().measured()) {
        row.at(number);
        if (!hasAll(row, needed)) {
          skipped++;
          continue;
        }
        complete++;
        if (filter.holds(row) && !isRepeated(run, row)) {
          points.add(canonical(row));
          places.add(new Place(run, number));
        }
      }
    }

    /** Whether a run before this one has the same candidate with the same figures. */
    private boolean isRepeated(QueriedRun run, QueriedRun.Row row) {
      for (QueriedRun before : runs) {
        if (before == run) {
          return false;
        }
        int number = before.columns().row(run.columns(), row.number());
        if (number >= 0) {
          QueriedRun.Row other = before.row().at(number);
          if (Arrays.equals(canonical(other), canonical(row))
              && filters.get(before.name()).holds(other)) {
            return true;
          }
        }
      }
      return false;
    }

    private double[] canonical(QueriedRun.Row row) {
      double[] point = new double[objectives.size()];
      int j = 0;
      for (Field field : shown) {
        if (j == point.length) {
          break; // The objectives come first.
        }
        point[j++] = field.canonical(row.number(field));
      }
      return point;
    }

    /** The numbers of the points to tell, in the order to tell them. */
    private List<Integer> chosen() {
      double[][] values = points.toArray(double[][]::new);
      // What is best by another name than an objective's may lie behind the front.
      boolean everything = scope == Scope.ALL || !best.isEmpty();
      List<Integer> numbers =
          (everything ? IntStream.range(0, values.length) : Arrays.stream(NonDominated.of(values)))
              .boxed()
              .collect(Collectors.toCollection(ArrayList::new));
      Comparator<Integer> inOrder = Comparator.comparing(i -> values[i], Arrays::compare);
      for (int i = order.size() - 1; i >= 0; i--) {
        double[] by = by(order.get(i), numbers);
        inOrder = Comparator.comparingDouble((Integer number) -> by[number]).thenComparing(inOrder);
      }
      if (!best.isEmpty()) {
        return numbers.stream().min(inOrder).stream().toList();
      }
      if (Math.min(limit, numbers.size()) > MOST_POINTS) {
        throw new InputException(
            "%d candidates are too many to tell".formatted(numbers.size()),
            "give --limit N, or a --where that keeps fewer than %d.".formatted(MOST_POINTS));
      }
      numbers.sort(inOrder);
      return numbers.subList(0, Math.min(limit, numbers.size()));
    }

    /** Values by which points are ordered, best first; those that have none come last. */
    private double[] by(Field field, List<Integer> numbers) {
      double[] values = new double[places.size()];
      Map<QueriedRun, QueriedRun.Row> rows = new HashMap<>();
      for (int number : numbers) {
        Place place = places.get(number);
        QueriedRun.Row row = rows.computeIfAbsent(place.run, QueriedRun::row).at(place.row);
        values[number] = field.canonical(row.number(field));
      }
      return values;
    }

    private List<FrontAnswer.Row> rows(List<Integer> chosen) {
      Map<QueriedRun, List<Integer>> byRun = new LinkedHashMap<>();
      for (int number : chosen) {
        Place place = places.get(number);
        byRun.computeIfAbsent(place.run, run -> new ArrayList<>()).add(place.row);
      }
      Map<Place, FrontAnswer.Row> made = new HashMap<>();
      byRun.forEach(
          (run, numbers) -> {
            int[] some = numbers.stream().mapToInt(i -> i).toArray();
            List<Candidate> candidates = run.columns().candidates(some);
            for (int i = 0; i < some.length; i++) {
              made.put(new Place(run, some[i]), row(run, some[i], candidates.get(i)));
            }
          });
      return chosen.stream().map(number -> made.get(places.get(number))).toList();
    }

    private FrontAnswer.Row row(QueriedRun run, int number, Candidate candidate) {
      QueriedRun.Row values = run.row().at(number);
      Map<Field, Double> numbers = new LinkedHashMap<>();
      Set<Field> wanted = new LinkedHashSet<>(shown);
      wanted.addAll(List.of(Vocabulary.TEST_ERROR, Vocabulary.CONFIRMED_LATENCY));
      for (Field field : wanted) {
        if (field.isNumeric()) {
          numbers.put(field, values.number(field));
        }
      }
      return new FrontAnswer.Row(
          run.name(),
          candidate,
          numbers,
          values.text(Vocabulary.STANDING),
          run.complete(candidate));
    }

    private Optional<NearestMiss> nearestMiss() {
      double least = Double.POSITIVE_INFINITY;
      Optional<Place> nearest = Optional.empty();
      for (QueriedRun run : runs) {
        QueriedRun.Row row = run.row();
        for (int number : run.columns().measured()) {
          double distance = Distance.of(filters.get(run.name()), row.at(number));
          if (distance < least) {
            least = distance;
            nearest = Optional.of(new Place(run, number));
          }
        }
      }
      double violation = least;
      return nearest.map(place -> miss(place, violation));
    }

    private NearestMiss miss(Place place, double violation) {
      Measurement miss = place.run.measurement(place.row);
      return new NearestMiss(
          miss.candidate().key(),
          miss.candidate().restrictedTo(name -> !Policy.isDecision(name)).text(),
          place.run.complete(miss.candidate()).restrictedTo(Policy::isDecision).text(),
          miss.scores().values(),
          violation,
          Distance.missed(filters.get(place.run.name()), place.run.row().at(place.row)));
    }

    /** By how many candidates each part of the condition is kept on its own. */
    private List<FrontAnswer.Binding> bindings() {
      Map<String, Integer> kept = new LinkedHashMap<>();
      for (QueriedRun run : runs) {
        Filter filter = filters.get(run.name());
        QueriedRun.Row row = run.row();
        for (Filter part : filter instanceof Filter.And and ? and.parts() : List.of(filter)) {
          int count = 0;
          for (int number : run.columns().measured()) {
            count += part.holds(row.at(number)) ? 1 : 0;
          }
          kept.merge(part.text(), count, Integer::sum);
        }
      }
      return kept.entrySet().stream()
          .map(one -> new FrontAnswer.Binding(one.getKey(), one.getValue()))
          .toList();
    }
  }

  /** What makes runs hard to compare, a line each. */
  static List<String> remarks(List<QueriedRun> runs, List<Objective> objectives) {
    List<String> remarks = new ArrayList<>();
    for (QueriedRun run : runs) {
      List<String> left =
          run.config().objectives().stream()
              .filter(objective -> !objectives.contains(objective))
              .map(Objective::name)
              .toList();
      if (!left.isEmpty()) {
        remarks.add(
            "run %s also searches for %s, which does not count here: not all runs do"
                .formatted(run.name(), String.join(", ", left)));
      }
    }
    for (String column : List.of("supernet_hash", "data_hash")) {
      Set<String> hashes = new TreeSet<>(runs.stream().map(run -> run.origin(column)).toList());
      hashes.remove("");
      if (hashes.size() > 1) {
        remarks.add(
            "the runs have different %s: their errors do not compare"
                .formatted(column.equals("data_hash") ? "images" : "supernets"));
      }
    }
    return remarks;
  }

  private static boolean hasAll(QueriedRun.Row row, List<Field> fields) {
    for (Field field : fields) {
      if (Double.isNaN(row.number(field))) {
        return false;
      }
    }
    return true;
  }

  /** A row of a run. */
  private record Place(QueriedRun run, int row) {}
}
