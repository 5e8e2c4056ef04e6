package io.quarry.search;

import io.quarry.config.ConfigFiles;
import io.quarry.config.SearchConfig;
import io.quarry.doctor.Diagnosis;
import io.quarry.problem.InputException;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What the commands run. */
public interface Engine {

  /**
   * The directory of runs at a location.
   *
   * @param location a local path or the URI of a file system that Hadoop knows
   */
  Runs runs(String location);

  /** Reads configuration files where {@link #runs} are looked for, too. */
  ConfigFiles files();

  /**
   * What a search would do, found out without training or evaluating anything.
   *
   * @param runs where supernets and runs are looked for
   */
  Plan plan(SearchConfig config, Runs runs);

  /**
   * Trains the supernet of a configuration, or finds it trained.
   *
   * @param stop asked between steps; once true, what is resumable is written and the work ends
   * @return the location of the checkpoint
   */
  String train(SearchConfig config, Runs runs, Progress progress, BooleanSupplier stop);

  /**
   * Trains the supernets of one-shot searches that differ in their targets: what they share first,
   * here, then theirs side by side, a Spark task each. What is trained already stays.
   *
   * @param directories of the searches' runs, in their order
   * @param stop asked between steps; once true, what is resumable is written and the work ends
   * @return for each search why its supernet cannot be trained; empty where it is
   * @throws StoppedException when it was stopped
   */
  List<String> trainAll(
      List<SearchConfig> configs,
      Runs runs,
      List<RunDirectory> directories,
      Progress progress,
      BooleanSupplier stop);

  /**
   * Searches: trains the supernet where it is missing, pays for what the run's store does not hold,
   * and writes the run's files.
   *
   * @param stop asked between outcomes; once true, what was measured is stored and reported
   */
  SearchResult search(
      SearchConfig config, Runs runs, RunDirectory run, Progress progress, BooleanSupplier stop);

  /**
   * Makes a latency profile of a configuration's space, with untrained weights, for latency does
   * not depend on them.
   *
   * @param hostClass what hosts like those that time are called, not empty
   * @param networks most to profile, positive
   * @param location where the profile is written after each round; empty: in the directory of runs
   * @param stop asked between groups; once true, what was profiled is written
   * @throws StoppedException when it was stopped before there was anything
   */
  ProfileResult profile(
      SearchConfig config,
      Runs runs,
      String hostClass,
      int networks,
      String location,
      Progress progress,
      BooleanSupplier stop);

  /**
   * The stages of a configuration's supernet, for a search over spaces; nothing is trained or
   * distilled yet.
   *
   * @throws InputException when the latency profile, the teacher or a stage cannot be used
   */
  StageWork stages(SearchConfig config, Runs runs);

  /**
   * Compares the joint search with architectures first and with formats alone: trains the supernet
   * where it is missing, pays for what the run's store does not hold, and writes the run's tables.
   * Nothing is confirmed on the test split.
   *
   * @param stop asked between outcomes; once true, what was measured is stored
   * @throws StoppedException when it was stopped before every budget was spent
   */
  AblationResult ablate(
      SearchConfig config, Runs runs, RunDirectory run, Progress progress, BooleanSupplier stop);

  /**
   * Looks whether a search of a configuration can run here. Trains and evaluates nothing; asks
   * every executor by small jobs.
   */
  Diagnosis diagnose(SearchConfig config, Runs runs);
}
