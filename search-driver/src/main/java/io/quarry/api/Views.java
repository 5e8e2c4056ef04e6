package io.quarry.api;

import org.apache.spark.sql.SparkSession;

/**
 * The tables of runs as temporary views of a session, for notebooks: {@code
 * println(Views.ofRun(spark, "hdfs:///runs/nightly"))}.
 *
 * <p>All views are there whatever the location is, with all of their columns: where a run does not
 * have something, or not yet, a view is empty. What is missing, and a location that is none, is
 * told in the text that is returned. Views are of the time of the call, are kept by the executors,
 * and replace those of the same name.
 */
public final class Views {
  private Views() {}

  /**
   * Makes the views of one run.
   *
   * <ul>
   *   <li>{@code outcomes}: {@link Run#outcomes}, and {@code latency_ms} that the search went by;
   *       {@code evaluation}, 1 and on in the order of the journal, 0 of what another run paid for;
   *       {@code on_front}; {@code start_s} and {@code end_s} since the run's first evaluation
   *       began; {@code slot} and {@code slot_name}, where it ran as far as times tell
   *   <li>{@code formats}: a row for each decision over a layer's formats of each measured
   *       candidate: {@code layer}, {@code format}, {@code others}, a digest of all its other
   *       decisions; and the candidate's key, evaluation, scores and {@code on_front}
   *   <li>{@code timings}: {@link Run#timings}, and {@code minute} since the first
   *   <li>{@code front}, {@code hypervolume}, {@code predictors}, {@code status}: as {@link Run}
   *       has them
   * </ul>
   *
   * @param location as {@link Runs#open} takes it
   * @return what there is, for people
   */
  public static String ofRun(SparkSession spark, String location) {
    return new RunViews(spark).create(location.strip());
  }

  /**
   * Makes the views of all runs in a directory.
   *
   * <ul>
   *   <li>{@code runs}: a row for each run that has a summary, with {@code tactic}, {@code
   *       started_at}, {@code seed}, {@code evaluations} it paid for, {@code failed}, {@code
   *       reused}, {@code minutes} of its last start, {@code front_size}, {@code hypervolume},
   *       {@code gain_percent} on what it knew when it began, {@code ended}, {@code objectives},
   *       and {@code scale}: hypervolumes compare where it is the same
   *   <li>{@code curves}: {@link Run#hypervolume} of each, with {@code scale}, and {@code
   *       best_percent}: the hypervolume in percent of the greatest of its scale
   *   <li>{@code fronts}: {@link Run#front} of each
   * </ul>
   *
   * @param location what {@code --runs} was
   * @return what there is, for people
   */
  public static String ofRuns(SparkSession spark, String location) {
    return new RunsViews(spark).create(location.strip());
  }
}
