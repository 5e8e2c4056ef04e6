package io.quarry.store;

import io.quarry.outcome.Measurement;
import io.quarry.outcome.Timing;
import io.quarry.problem.InputException;
import io.quarry.space.Candidate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Some columns of a run's table of outcomes, for questions over all of its rows, and whole
 * measurements of the rows that a question leaves. Columns hold NaN, or an empty text, where a row
 * has no value; their arrays are not to be changed.
 *
 * <p>Of two outcomes of one candidate the first in the journal counts, as in {@link
 * MeasurementStore#read}. A candidate's timing is the last that it was searched by, of the same
 * supernet; latencies that were predicted are in no table.
 */
public final class OutcomeColumns {
  private static final String STATUS = "status";
  private static final String BATCH = "batch";
  private static final String POSITION = "position";
  private static final String SUPERNET = "supernet_hash";
  private static final String PURPOSE = "purpose";

  private final ColumnFiles table;
  private final CandidateKeys.Index index;
  private final int[] measured;
  private final int failed;
  private final List<String> problems;

  /**
   * What a question looks at.
   *
   * @param objectives names of objectives
   * @param numbers other columns of numbers: {@code duration_ms}
   * @param texts columns of texts: {@code host}
   * @param decisions names of decisions
   * @param timings columns of numbers of the table of timings: {@code latency_ms}
   */
  public record Wanted(
      Set<String> objectives,
      Set<String> numbers,
      Set<String> texts,
      Set<String> decisions,
      Set<String> timings) {
    public Wanted {
      objectives = Set.copyOf(objectives);
      numbers = Set.copyOf(numbers);
      texts = Set.copyOf(texts);
      decisions = Set.copyOf(decisions);
      timings = Set.copyOf(timings);
    }
  }

  private OutcomeColumns(Directory directory, ColumnFiles table, List<String> problems) {
    this.table = table;
    this.index = table.columns().keys().new Index();
    boolean[] repeated = repeated(table.columns(), index);
    String[] status = table.columns().texts().get(STATUS);
    int repeats = 0;
    int measurements = 0;
    int[] rows = new int[repeated.length];
    for (int row = 0; row < repeated.length; row++) {
      if (repeated[row]) {
        repeats++;
      } else if (status[row].equals(OutcomeSchema.MEASURED)) {
        rows[measurements++] = row;
      }
    }
    this.measured = Arrays.copyOf(rows, measurements);
    this.failed = repeated.length - repeats - measurements;
    this.problems = new ArrayList<>(problems);
    if (repeats > 0) {
      this.problems.add("%s holds %d candidates once more".formatted(directory, repeats));
    }
  }

  /**
   * Reads the columns; a million rows take a second or two. What cannot be read is left out, and
   * told by {@link #problems}.
   *
   * @param outcomes the store of outcomes
   * @param timings that of timings, which is read where something of it is wanted
   */
  public static OutcomeColumns read(Directory outcomes, Directory timings, Wanted wanted) {
    Map<String, String> named = new LinkedHashMap<>();
    wanted.objectives().forEach(name -> named.put(name, name));
    ColumnFiles table =
        ColumnFiles.read(
            outcomes,
            "outcomes",
            request(wanted, named),
            metadata -> {
              OutcomeSchema.requireVersion(metadata);
              Map<String, String> columns = new TreeMap<>();
              OutcomeSchema.objectiveColumns(metadata).entrySet().stream()
                  .filter(one -> wanted.objectives().contains(one.getKey()))
                  .forEach(one -> columns.put(one.getValue(), one.getKey()));
              return request(wanted, columns);
            });
    List<String> problems = new ArrayList<>(table.problems());
    if (!wanted.timings().isEmpty()) {
      joinTimings(table.columns(), timings, wanted.timings(), problems);
    }
    return new OutcomeColumns(outcomes, table, problems);
  }

  private static FlatColumns.Request request(Wanted wanted, Map<String, String> objectives) {
    Map<String, String> numbers = new LinkedHashMap<>(objectives);
    wanted.numbers().forEach(name -> numbers.put(name, name));
    Set<String> texts = new HashSet<>(wanted.texts());
    texts.addAll(Set.of(STATUS, SUPERNET));
    return new FlatColumns.Request(numbers, Set.of(BATCH, POSITION), texts, wanted.decisions());
  }

  private static void joinTimings(
      FlatColumns outcomes, Directory directory, Set<String> wanted, List<String> problems) {
    Map<String, String> named = wanted.stream().collect(Collectors.toMap(one -> one, one -> one));
    FlatColumns.Request request =
        new FlatColumns.Request(named, Set.of(), Set.of(PURPOSE, SUPERNET), Set.of());
    ColumnFiles table =
        ColumnFiles.read(
            directory,
            "timings",
            request,
            metadata -> {
              TimingSchema.requireVersion(metadata);
              return request;
            });
    problems.addAll(table.problems());
    FlatColumns timings = table.columns();
    String search = Timing.Purpose.SEARCH.name().toLowerCase(Locale.ROOT);
    CandidateKeys.Index index = timings.keys().new Index();
    for (int row = 0; row < timings.rows(); row++) {
      if (timings.texts().get(PURPOSE)[row].equals(search)) {
        index.put(row);
      }
    }
    wanted.forEach(name -> outcomes.numbers().put(name, FlatColumns.missing(outcomes.rows())));
    for (int row = 0; row < outcomes.rows(); row++) {
      int timing = index.of(outcomes.keys(), row);
      if (timing >= 0
          && timings.texts().get(SUPERNET)[timing].equals(outcomes.texts().get(SUPERNET)[row])) {
        for (String name : wanted) {
          outcomes.numbers().get(name)[row] = timings.numbers().get(name)[timing];
        }
      }
    }
  }

  /** Which rows are of candidates that come earlier in the journal. */
  private static boolean[] repeated(FlatColumns all, CandidateKeys.Index index) {
    int[] batches = all.integers().get(BATCH);
    int[] positions = all.integers().get(POSITION);
    boolean[] repeated = new boolean[all.rows()];
    for (int row = 0; row < all.rows(); row++) {
      int before = index.of(all.keys(), row);
      boolean earlier =
          before >= 0
              && (batches[row] < batches[before]
                  || (batches[row] == batches[before] && positions[row] < positions[before]));
      if (before < 0 || earlier) {
        index.put(row);
      }
      if (before >= 0) {
        repeated[earlier ? before : row] = true;
      }
    }
    return repeated;
  }

  /** The numbers of the rows of candidates that were measured, each candidate once. */
  public int[] measured() {
    return measured.clone();
  }

  /**
   * The row of a candidate.
   *
   * @param key its key, 64 hexadecimal digits
   * @return −1 where there is none
   */
  public int row(String key) {
    CandidateKeys one = new CandidateKeys(1);
    one.set(0, key.getBytes(StandardCharsets.US_ASCII));
    return index.of(one, 0);
  }

  /** The row of the candidate that a row of another table is of; −1 where there is none. */
  public int row(OutcomeColumns other, int otherRow) {
    return index.of(other.table.columns().keys(), otherRow);
  }

  /** The numbers of all rows, each candidate once, in the order of the journal. */
  public int[] journal() {
    int[] batches = table.columns().integers().get(BATCH);
    int[] positions = table.columns().integers().get(POSITION);
    return IntStream.range(0, table.columns().rows())
        .filter(row -> index.of(table.columns().keys(), row) == row)
        .boxed()
        .sorted(
            Comparator.comparingInt((Integer row) -> batches[row])
                .thenComparingInt(row -> positions[row]))
        .mapToInt(row -> row)
        .toArray();
  }

  /** Whether the candidate of a row was measured, and did not fail. */
  public boolean isMeasured(int row) {
    return table.columns().texts().get(STATUS)[row].equals(OutcomeSchema.MEASURED);
  }

  /** Whether another run had paid for a row. */
  public boolean isReused(int row) {
    return table.columns().integers().get(BATCH)[row] == StoredOutcome.REUSED;
  }

  /** How many candidates failed. */
  public int failed() {
    return failed;
  }

  /** A text for each file that cannot be used, and for rows that are there twice. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** A column of numbers by row: that of an objective, or another that was wanted. */
  public double[] numbers(String name) {
    return table.columns().numbers().get(name);
  }

  /** A column of texts by row. */
  public String[] texts(String name) {
    return table.columns().texts().get(name);
  }

  /** The value of a decision by row; empty where it is not active. */
  public String[] decisions(String name) {
    return table.columns().decisions().get(name);
  }

  /**
   * The measurement of a row, as {@link MeasurementStore#read} reads it.
   *
   * @param row of a candidate that was measured
   * @throws InputException when its file cannot be read whole
   */
  public Measurement measurement(int row) {
    int file = table.file(row);
    try {
      List<StoredOutcome> entries =
          new OutcomeSchema(List.of(), name -> false).decode(table.bytes(file));
      return (Measurement) entries.get(row - table.firstRow(file)).outcome();
    } catch (UnreadableFileException e) {
      throw damaged(file, e);
    }
  }

  /**
   * The candidates of some rows, in their order; of each file that they lie in, two columns are
   * read.
   *
   * @throws InputException when one is not as its key says
   */
  public List<Candidate> candidates(int[] rows) {
    Map<Integer, List<Integer>> byFile =
        Arrays.stream(rows).boxed().collect(Collectors.groupingBy(table::file));
    Map<Integer, Candidate> found =
        byFile.entrySet().parallelStream()
            .map(one -> candidates(one.getKey(), one.getValue()))
            .collect(TreeMap::new, Map::putAll, Map::putAll);
    return Arrays.stream(rows).mapToObj(found::get).toList();
  }

  private Map<Integer, Candidate> candidates(int file, List<Integer> rows) {
    int first = table.firstRow(file);
    int[] within = rows.stream().mapToInt(row -> row - first).sorted().distinct().toArray();
    try {
      List<Candidate> found =
          ParquetBytes.open(
              table.bytes(file), reader -> CandidateColumns.readTexts(reader, within));
      Map<Integer, Candidate> candidates = new TreeMap<>();
      for (int i = 0; i < within.length; i++) {
        CandidateKeys key = new CandidateKeys(1);
        key.set(0, found.get(i).key().getBytes(StandardCharsets.US_ASCII));
        if (!key.areEqual(0, table.columns().keys(), first + within[i])) {
          throw new UnreadableFileException(
              "its key is not that of candidate %s".formatted(found.get(i).text()));
        }
        candidates.put(first + within[i], found.get(i));
      }
      return candidates;
    } catch (UnreadableFileException e) {
      throw damaged(file, e);
    }
  }

  private InputException damaged(int file, UnreadableFileException e) {
    return new InputException(
        "%s: %s".formatted(table.location(file), e.getMessage()),
        "the file is damaged: move it out of the store, and the rest can be read.",
        e);
  }
}
