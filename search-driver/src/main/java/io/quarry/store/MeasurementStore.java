package io.quarry.store;

import io.quarry.objective.Objective;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The append-only table of a run's outcomes: a directory of Parquet files, {@code
 * outcomes-000001.parquet} and on, in the order of their commits. Any reader of Parquet reads the
 * directory as one table; its columns stand in {@link OutcomeSchema}. The last file is replaced by
 * a longer one as rows are added: a reader that had listed it before may have to list again.
 *
 * <p>One process at a time may append. Not thread-safe.
 */
public final class MeasurementStore {
  private static final Logger LOG = LoggerFactory.getLogger(MeasurementStore.class);

  private final Directory directory;
  private final ParquetFiles<StoredOutcome> files;

  private MeasurementStore(Directory directory, OutcomeSchema schema) {
    this.directory = directory;
    this.files = new ParquetFiles<>(directory, "outcomes", schema);
  }

  /**
   * Opens the store of a directory, which is created by the first append.
   *
   * @param objectives each gets a column of its own; outcomes may have scores for these alone
   * @param policyDecisions tells the names of decisions over formats from those over architecture
   */
  public static MeasurementStore open(
      Directory directory, List<Objective> objectives, Predicate<String> policyDecisions) {
    return new MeasurementStore(directory, new OutcomeSchema(objectives, policyDecisions));
  }

  /**
   * Refuses objectives that cannot have columns of their own.
   *
   * @throws io.quarry.problem.InputException when a column's name is taken
   */
  public static void requireColumns(List<Objective> objectives) {
    OutcomeSchema.requireDistinctColumns(objectives);
  }

  /**
   * Adds outcomes: all of them or, if that fails, none.
   *
   * @param entries at least one, or nothing happens
   * @throws io.quarry.problem.InputException when the directory cannot be written
   */
  public void append(List<StoredOutcome> entries) {
    files.append(entries);
  }

  /**
   * Reads everything. What cannot be read (a torn file, one of another schema, an unfinished one)
   * is reported by name and left as it is. Of two outcomes of one candidate the first in the
   * journal counts.
   */
  public Journal read() {
    List<String> problems = new ArrayList<>();
    List<StoredOutcome> found = files.read(problems);
    found.sort(StoredOutcome.ORDER);
    List<StoredOutcome> entries = distinct(found, problems);
    problems.forEach(problem -> LOG.warn("{}; it is left alone", problem));
    return new Journal(entries, problems);
  }

  private List<StoredOutcome> distinct(List<StoredOutcome> found, List<String> problems) {
    Set<String> keys = new HashSet<>();
    List<StoredOutcome> first = new ArrayList<>();
    for (StoredOutcome entry : found) {
      String key = entry.outcome().candidate().key();
      if (keys.add(key)) {
        first.add(entry);
      } else {
        problems.add(
            "%s: batch %d, position %d holds candidate %s once more"
                .formatted(directory, entry.batch(), entry.position(), key));
      }
    }
    return first;
  }
}
