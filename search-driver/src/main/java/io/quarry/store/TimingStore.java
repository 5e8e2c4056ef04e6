package io.quarry.store;

import io.quarry.outcome.Timing;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The append-only table of a run's timings: a directory of Parquet files, {@code
 * timings-000001.parquet} and on. A candidate has a row for each time it was timed; the columns
 * stand in {@link TimingSchema}.
 *
 * <p>One process at a time may append. Not thread-safe.
 */
public final class TimingStore {
  private static final Logger LOG = LoggerFactory.getLogger(TimingStore.class);

  private final ParquetFiles<Timing> files;

  private TimingStore(ParquetFiles<Timing> files) {
    this.files = files;
  }

  /** Opens the store of a directory, which is created by the first append. */
  public static TimingStore open(Directory directory) {
    return new TimingStore(new ParquetFiles<>(directory, "timings", new TimingSchema()));
  }

  /**
   * Adds timings: all of them or, if that fails, none.
   *
   * @throws io.quarry.problem.InputException when the directory cannot be written
   */
  public void append(List<Timing> timings) {
    files.append(timings);
  }

  /** Reads everything, in the order of commits; what cannot be read is logged and left alone. */
  public List<Timing> read() {
    List<String> problems = new ArrayList<>();
    List<Timing> timings = files.read(problems);
    problems.forEach(problem -> LOG.warn("{}; it is left alone", problem));
    return timings;
  }
}
