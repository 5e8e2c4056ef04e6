package io.quarry.search;

import io.quarry.config.SearchConfig;
import io.quarry.page.RunReport;
import io.quarry.problem.HeldException;
import io.quarry.report.FrontTable;
import io.quarry.report.RunDirectory;
import io.quarry.report.RunProgress;
import io.quarry.report.Summary;
import java.time.Instant;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the files of a run up to date while it runs: {@code progress.json}, and while it searches
 * {@code front.csv} and {@code summary.json}, each every {@link #SECONDS} seconds at most and
 * whenever another phase begins; and {@code report.html}, more rarely. Also shows progress to whom
 * it is given. Not thread-safe.
 */
final class LiveRun implements Progress {
  /** Between two writes of the same file. */
  static final int SECONDS = 5;

  /** Between two reports, at least. */
  static final int REPORT_SECONDS = 20;

  /** A report may take this share of the driver's time: with many outcomes it is written rarely. */
  private static final int REPORT_SHARE = 50;

  private static final Logger LOG = LoggerFactory.getLogger(LiveRun.class);
  private static final double NANOS_PER_MINUTE = 6e10;

  private final RunDirectory run;
  private final Progress shown;
  private final LongSupplier nanos;
  private final Instant startedAt = Instant.now();

  /** Of points that an earlier start confirmed; the files must not forget them. */
  private final SortedMap<String, Double> testErrors;

  private String phase = "start";
  private long done;
  private long total;
  private String detail = "";
  private SearchProgress at = new SearchProgress(0, 0, 0, 0, 0, 0, 0, 0);
  private int underWay;
  private long searchSince;
  private long progressWritten;
  private long frontWritten;
  private int frontOf;
  private long reportDue;
  private int reportOf;

  /**
   * Of a run that this process may write.
   *
   * @param shown what else shows progress
   * @param nanos a clock that only moves forwards
   */
  LiveRun(RunDirectory run, Progress shown, LongSupplier nanos) {
    this.run = run;
    this.shown = shown;
    this.nanos = nanos;
    this.testErrors = run.confirmed();
    long now = nanos.getAsLong();
    this.searchSince = now;
    this.progressWritten = now;
    this.frontWritten = now;
    this.reportDue = now + TimeUnit.SECONDS.toNanos(REPORT_SECONDS);
  }

  /** Errors on the test split that an earlier start found, by candidate key. */
  SortedMap<String, Double> testErrors() {
    return testErrors;
  }

  @Override
  public Work start(String name, long total) {
    Work work = shown.start(name, total);
    enter(name, total);
    return new Work() {
      @Override
      public void reach(long reached, String more) {
        done = reached;
        detail = more;
        work.reach(reached, more);
        writeProgressIfDue();
      }

      @Override
      public void close() {
        work.close();
      }
    };
  }

  /** Another phase begins. */
  void enter(String name, long steps) {
    phase = name;
    total = steps;
    done = 0;
    detail = "";
    writeProgress();
  }

  /** The search begins, and with it the time that its rate is counted by. */
  void searches() {
    searchSince = nanos.getAsLong();
  }

  /**
   * A search is under way; to be called often.
   *
   * @param table of its front
   * @param summary of it so far
   */
  void beat(Search search, Function<Search, FrontTable> table, Function<Search, Summary> summary) {
    beat(search);
    if (isDue(frontWritten) && at.evaluations() != frontOf) {
      run.writeUnconfirmed(table.apply(search), testErrors);
      run.write(summary.apply(search));
      frontOf = at.evaluations();
      frontWritten = nanos.getAsLong();
    }
  }

  /** A search is under way, whose report is written again where it is due. */
  void report(SearchConfig config) {
    long begun = nanos.getAsLong();
    if (begun >= reportDue && at.evaluations() != reportOf) {
      report(() -> RunReport.whileSearching(run, config));
      reportOf = at.evaluations();
      long now = nanos.getAsLong();
      long pause = Math.max(TimeUnit.SECONDS.toNanos(REPORT_SECONDS), REPORT_SHARE * (now - begun));
      reportDue = now + pause;
    }
  }

  /** Everything else is written. */
  void reportTheEnd(SearchConfig config) {
    report(() -> RunReport.atTheEnd(run, config));
  }

  /** A page can be written again at any time: what fails in it must not cost a search. */
  private void report(Supplier<RunReport> report) {
    try {
      report.get().write(run);
    } catch (HeldException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.warn(
          "The report of run {} could not be written; quarry report tries again", run.name(), e);
    }
  }

  /** The same where its front cannot be told yet. */
  void beat(Search search) {
    at = search.progress();
    underWay = search.underWay();
    writeProgressIfDue();
  }

  /** The search has ended as it has. */
  void searched(Search search) {
    at = search.progress();
    underWay = 0;
  }

  private boolean isDue(long written) {
    return nanos.getAsLong() - written >= TimeUnit.SECONDS.toNanos(SECONDS);
  }

  private void writeProgressIfDue() {
    if (isDue(progressWritten)) {
      writeProgress();
    }
  }

  private void writeProgress() {
    double minutes = (nanos.getAsLong() - searchSince) / NANOS_PER_MINUTE;
    run.write(
        new RunProgress(
            phase,
            done,
            total,
            detail,
            at.evaluations(),
            at.budget(),
            at.reused(),
            at.failed(),
            underWay,
            at.frontSize(),
            at.hypervolume(),
            minutes > 0 ? at.paid() / minutes : 0,
            startedAt,
            Instant.now()));
    progressWritten = nanos.getAsLong();
  }
}
