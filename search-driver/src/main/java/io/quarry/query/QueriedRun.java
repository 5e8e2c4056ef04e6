package io.quarry.query;

import io.quarry.config.SearchConfig;
import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Measurement;
import io.quarry.problem.InputException;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import io.quarry.score.Objectives;
import io.quarry.space.Candidate;
import io.quarry.store.Directory;
import io.quarry.store.OutcomeColumns;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** A run that questions are asked of: what of its tables they look at. */
final class QueriedRun {
  private static final String FRONT = "front.csv";
  private static final String PREDICTORS = "predictors.csv";

  private final String name;
  private final RunDirectory directory;
  private final SearchConfig config;
  private final OutcomeColumns columns;
  private final UnaryOperator<Candidate> completion;

  /** What front.csv says of a row beside what was searched by, by column. */
  private final Map<Integer, Map<String, String>> confirmed;

  private QueriedRun(
      String name,
      RunDirectory directory,
      SearchConfig config,
      OutcomeColumns columns,
      Map<Integer, Map<String, String>> confirmed) {
    this.name = name;
    this.directory = directory;
    this.config = config;
    this.columns = columns;
    this.confirmed = confirmed;
    this.completion = config.completion();
  }

  /**
   * A run whose tables were not read yet.
   *
   * @param name what it is called among others
   */
  record Unread(String name, RunDirectory directory, SearchConfig config) {

    /**
     * Reads a run's configuration.
     *
     * @param location whose directory is the run's own
     * @throws InputException when there is no run
     */
    static Unread of(Runs location) {
      Directory directory = location.directory();
      Runs runs = new Runs(directory.parent(), location.known());
      RunDirectory run = runs.existing(directory.name());
      return new Unread(run.name(), run, runs.configuration(run));
    }

    /** Everything that is measured, the user's own objectives included. */
    List<Objective> objectives() {
      List<Objective> all = new ArrayList<>(Objectives.ALL);
      config.newCustomObjectives().forEach(one -> all.add(one.objective()));
      return all;
    }

    /** The run's own constraints, as a filter. */
    Filter constraints() {
      return new Filter.And(
          config.constraints().stream().map(Unread::filter).map(Filter.class::cast).toList());
    }

    private static Filter.Bound filter(Constraint constraint) {
      boolean most = constraint.bound() == Constraint.Bound.AT_MOST;
      return new Filter.Bound(
          Field.of(constraint.objective()),
          most ? Relation.AT_MOST : Relation.AT_LEAST,
          constraint.limit());
    }

    /** Reads the columns of some fields. */
    QueriedRun read(Set<Field> fields) {
      OutcomeColumns columns =
          OutcomeColumns.read(directory.measurements(), directory.timings(), wanted(fields));
      return new QueriedRun(name, directory, config, columns, confirmed(columns));
    }

    private static OutcomeColumns.Wanted wanted(Set<Field> fields) {
      Set<String> objectives = new HashSet<>();
      Set<String> numbers = new HashSet<>();
      Set<String> texts = new HashSet<>();
      Set<String> decisions = new HashSet<>();
      Set<String> timings = new HashSet<>();
      for (Field field : fields) {
        decisions.addAll(field.decisions());
        if (isTiming(field)) {
          timings.add(field.column());
        } else if (field.kind() == Field.Kind.OBJECTIVE) {
          objectives.add(field.name());
        } else if (field.equals(Vocabulary.DURATION)) {
          numbers.add(field.column());
        } else if (field.equals(Vocabulary.HOST) || field.equals(Vocabulary.CPU)) {
          texts.add(field.column());
        }
      }
      texts.add("data_hash");
      return new OutcomeColumns.Wanted(objectives, numbers, texts, decisions, timings);
    }

    private Map<Integer, Map<String, String>> confirmed(OutcomeColumns columns) {
      Map<Integer, Map<String, String>> found = new HashMap<>();
      if (!directory.directory().holds(FRONT)) {
        return found;
      }
      String text = new String(directory.directory().read(FRONT), StandardCharsets.UTF_8);
      try {
        for (CSVRecord row : records(text, FRONT, directory)) {
          int number = columns.row(row.get("key"));
          if (number >= 0) {
            found.put(number, row.toMap());
          }
        }
      } catch (IllegalArgumentException e) {
        throw damaged(FRONT, directory, e);
      }
      return found;
    }
  }

  private static boolean isTiming(Field field) {
    return field.name().equals(Objectives.LATENCY_MS.name()) || Vocabulary.TIMINGS.contains(field);
  }

  String name() {
    return name;
  }

  SearchConfig config() {
    return config;
  }

  OutcomeColumns columns() {
    return columns;
  }

  RunDirectory directory() {
    return directory;
  }

  /**
   * Kendall's tau of the predictors' last iteration on the batch that followed, by objective; empty
   * where the tactic has no predictors.
   */
  Map<String, String> predictors() {
    Map<String, String> taus = new TreeMap<>();
    if (directory.directory().holds(PREDICTORS)) {
      String text = new String(directory.directory().read(PREDICTORS), StandardCharsets.UTF_8);
      for (CSVRecord row : records(text, PREDICTORS, directory)) {
        taus.put(row.get("objective"), row.get("next_kendall_tau"));
      }
    }
    return taus;
  }

  private static List<CSVRecord> records(String text, String file, RunDirectory directory) {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).build();
    try (CSVParser rows = format.parse(new StringReader(text))) {
      return rows.getRecords();
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(file, directory, e);
    }
  }

  private static InputException damaged(String file, RunDirectory directory, Exception e) {
    return new InputException(
        "%s/%s is not as a search wrote it: %s"
            .formatted(directory.directory(), file, e.getMessage()),
        "delete it, and the next search of this configuration writes it again.",
        e);
  }

  /** The hash of the supernet or of the images that its rows are of; empty where it has no row. */
  String origin(String column) {
    String[] hashes = columns.texts(column);
    return hashes.length == 0 ? "" : hashes[0];
  }

  /** The values of a row, one after the other. */
  Row row() {
    return new Row();
  }

  /** A place in the table. Not thread-safe. */
  final class Row implements Filter.Values {
    private final Map<Field, double[]> numbers = new HashMap<>();
    private int row;

    /** Moves to a row. */
    Row at(int number) {
      row = number;
      return this;
    }

    /** The row's number in the table. */
    int number() {
      return row;
    }

    @Override
    public double number(Field field) {
      if (field.equals(Vocabulary.TEST_ERROR) || field.equals(Vocabulary.CONFIRMED_LATENCY)) {
        String text = confirmed.getOrDefault(row, Map.of()).getOrDefault(field.column(), "");
        return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
      }
      return numbers.computeIfAbsent(field, QueriedRun.this::numbers)[row];
    }

    @Override
    public String text(Field field) {
      if (field.equals(Vocabulary.RUN)) {
        return name;
      }
      return field.equals(Vocabulary.STANDING)
          ? confirmed.getOrDefault(row, Map.of()).getOrDefault(field.column(), "")
          : columns.texts(field.column())[row];
    }

    @Override
    public String decision(String decision) {
      return columns.decisions(decision)[row];
    }
  }

  private double[] numbers(Field field) {
    boolean scored = field.kind() == Field.Kind.OBJECTIVE && !isTiming(field);
    return columns.numbers(scored ? field.name() : field.column());
  }

  /** A candidate with the formats of every layer. */
  Candidate complete(Candidate candidate) {
    return completion.apply(candidate);
  }

  /** The measurement of a row, with its latency where that is looked at. */
  Measurement measurement(int row) {
    Measurement scored = columns.measurement(row);
    double[] latencies = columns.numbers(Objectives.LATENCY_MS.column());
    if (latencies == null || Double.isNaN(latencies[row])) {
      return scored;
    }
    Map<String, Double> scores = new TreeMap<>(scored.scores().values());
    scores.put(Objectives.LATENCY_MS.name(), latencies[row]);
    return new Measurement(scored.candidate(), Scores.of(scores), scored.provenance());
  }
}
