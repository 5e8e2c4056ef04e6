package io.quarry.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarry.config.SearchConfig;
import io.quarry.objective.Objective;
import io.quarry.problem.InputException;
import io.quarry.store.Directory;
import io.quarry.store.Lease;
import io.quarry.store.LeaseHolder;
import io.quarry.store.LeaseTimes;
import io.quarry.store.WriteGuard;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The directory of one run: {@code config.conf}, {@code measurements/}, {@code front.csv}, {@code
 * models/}, {@code summary.json}, {@code progress.json} and the lease of the driver that writes
 * them. It belongs to one configuration for good.
 */
public final class RunDirectory {
  private static final String CONFIGURATION = "config.conf";
  private static final String FRONT = "front.csv";
  private static final String CONTROLLER = "controller.csv";
  private static final String PREDICTORS = "predictors.csv";
  private static final String PREDICTIONS = "predictions.csv";
  private static final String REPORT = "report.html";
  private static final String SUMMARY = "summary.json";
  private static final int MOST_CONFIGURATION_BYTES = 1 << 20;
  private static final int MOST_FRONT_BYTES = 1 << 28;
  private static final String PROGRESS = "progress.json";
  private static final String REUSED = "reused.json";
  private static final String LEASE = "driver";

  private final String name;
  private final Directory directory;

  private RunDirectory(String name, Directory directory) {
    this.name = name;
    this.directory = directory;
  }

  static RunDirectory open(
      String name, Directory directory, SearchConfig config, List<Objective> known) {
    if (directory.holds(CONFIGURATION)) {
      requireSame(directory, config, known);
    } else {
      requireEmpty(directory);
    }
    RunDirectory run = new RunDirectory(name, directory);
    if (!isRun(directory)) {
      directory.create();
      run.write(config);
    }
    return run;
  }

  static RunDirectory existing(String name, Directory directory) {
    if (SpaceDirectory.isThat(directory)) {
      throw new InputException(
          "%s is that of a search over spaces, which has no front".formatted(directory),
          "its space is meant: quarry search CONF --set space.restrict=%s."
              .formatted(new SpaceDirectory(directory).space()));
    }
    if (!directory.holds(CONFIGURATION)) {
      List<String> runs =
          directory.names().stream().filter(inner -> isRun(directory.child(inner))).toList();
      throw new InputException(
          "%s is not a run: it holds no %s".formatted(directory, CONFIGURATION),
          runs.isEmpty()
              ? "another directory is meant; quarry search tells its own at the end."
              : "one of the runs in it is meant: %s.".formatted(String.join(", ", runs)));
    }
    return new RunDirectory(name, directory);
  }

  /** Whether a directory is that of a run. */
  static boolean isRun(Directory directory) {
    return directory.holds(CONFIGURATION);
  }

  /**
   * Takes the right to write into it.
   *
   * @throws io.quarry.problem.HeldException when another driver has it
   */
  public Lease lease(LeaseTimes times) {
    return Lease.take(directory, LEASE, "run %s".formatted(directory), times);
  }

  /** Who writes into it, or did last. */
  public Optional<LeaseHolder> driver() {
    return Lease.holder(directory, LEASE);
  }

  /** Whether the driver that wrote last is still at it; may watch it for ten seconds. */
  boolean isDriven(LeaseTimes times) {
    return Lease.isAlive(directory, LEASE, times);
  }

  /** The same run, and all that is reached from it, behind a guard. */
  public RunDirectory guarded(WriteGuard guard) {
    return new RunDirectory(name, directory.guarded(guard));
  }

  /**
   * The configuration that the run belongs to.
   *
   * @throws InputException when it cannot be read
   */
  SearchConfig configuration(List<Objective> known) {
    return stored(directory, known);
  }

  /** The run's name. */
  public String name() {
    return name;
  }

  /** The directory itself. */
  public Directory directory() {
    return directory;
  }

  /** Where the store of outcomes lies. */
  public Directory measurements() {
    return directory.child("measurements");
  }

  /** When anything in it was written last, by the file system's clock. */
  Instant modified() {
    return directory.names().stream()
        .flatMap(inner -> directory.modified(inner).stream())
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  /** Where the store of timings lies. */
  public Directory timings() {
    return directory.child("timings");
  }

  /** Where exported models lie: {@code <key>.onnx}. */
  public Directory models() {
    return directory.child("models");
  }

  /**
   * Errors on the test split that {@code front.csv} holds, of points whose model is there too.
   *
   * @return by candidate key; empty before the first front
   */
  public SortedMap<String, Double> confirmed() {
    if (!directory.holds(FRONT)) {
      return new TreeMap<>();
    }
    SortedMap<String, Double> errors = front(FrontTable::testErrorsOf);
    errors.keySet().removeIf(key -> !models().holds(modelFile(key)));
    return errors;
  }

  /**
   * The candidate keys of the front that {@code front.csv} holds, in its order.
   *
   * @throws InputException when there is no front yet
   */
  public List<String> frontKeys() {
    requireFront();
    return front(FrontTable::keysOf);
  }

  /**
   * The names of the columns of {@code front.csv}, joined by commas.
   *
   * @throws InputException when there is no front yet
   */
  public String frontHeader() {
    requireFront();
    return front(text -> text.lines().findFirst().orElse(""));
  }

  private void requireFront() {
    if (!directory.holds(FRONT)) {
      throw new InputException(
          "Run %s has no %s yet".formatted(directory, FRONT),
          "its search has to be brought to an end, or a key be given.");
    }
  }

  private <T> T front(Function<String, T> part) {
    String text = new String(directory.read(FRONT, MOST_FRONT_BYTES), UTF_8);
    try {
      return part.apply(text);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "%s/%s is not as a search wrote it: %s".formatted(directory, FRONT, e.getMessage()),
          "delete it, and the next search of this configuration writes it again.",
          e);
    }
  }

  /** Points of the front that {@code front.csv} holds; 0 where there is none yet. */
  int frontSize() {
    return directory.holds(FRONT) ? frontKeys().size() : 0;
  }

  /** A point's model as {@link #writeModel} wrote it; empty where there is none. */
  public Optional<byte[]> model(String key) {
    return models().holds(modelFile(key))
        ? Optional.of(models().read(modelFile(key)))
        : Optional.empty();
  }

  /** Where the model of a point is, or would be. */
  public String modelLocation(String key) {
    return "%s/%s".formatted(models(), modelFile(key));
  }

  /** Writes a point's model, serialized ONNX. */
  public void writeModel(String key, byte[] model) {
    models().create();
    models().write(modelFile(key), model);
  }

  /** Writes {@code config.conf}; how a run is executed may differ from start to start. */
  public void write(SearchConfig config) {
    directory.write(CONFIGURATION, config.render().getBytes(UTF_8));
  }

  /**
   * Writes {@code front.csv} of points that are not confirmed.
   *
   * @param testErrors of points that an earlier start confirmed, by candidate key
   */
  public void writeUnconfirmed(FrontTable front, SortedMap<String, Double> testErrors) {
    directory.write(FRONT, front.unconfirmedCsv(testErrors));
  }

  /** Writes {@code progress.json}. */
  public void write(RunProgress progress) {
    directory.write(PROGRESS, progress.json());
  }

  /** What {@code progress.json} says; empty where there is none. */
  public Optional<RunProgress> progress() {
    return directory.holds(PROGRESS)
        ? Optional.of(RunProgress.parse(directory.read(PROGRESS, MOST_CONFIGURATION_BYTES)))
        : Optional.empty();
  }

  /** What ended its search, by {@code summary.json}. */
  public Ending ended() {
    return directory.holds(SUMMARY)
        ? Summary.endedOf(directory.read(SUMMARY, MOST_CONFIGURATION_BYTES))
        : Ending.NOT_YET;
  }

  /** Whether it was written what the run knew from others when it began. */
  public boolean hasReused() {
    return directory.holds(REUSED);
  }

  /** Writes {@code reused.json}, what the run knew from others when it began. */
  public void write(Reused reused) {
    directory.write(REUSED, reused.json());
  }

  /** Writes {@code front.csv}. */
  public void write(FrontTable front) {
    directory.write(FRONT, front.csv());
  }

  /** Writes {@code summary.json}. */
  public void write(Summary summary) {
    directory.write(SUMMARY, summary.json());
  }

  /**
   * Writes {@code ablation.csv}, {@code ablation-curve.csv} and, of each variant, {@code
   * front-<variant>.csv}.
   */
  public void write(AblationTable ablation) {
    ablation
        .fronts()
        .forEach(
            (variant, front) -> directory.write("front-%s.csv".formatted(variant), front.csv()));
    directory.write("ablation-curve.csv", ablation.curveCsv().getBytes(UTF_8));
    directory.write("ablation.csv", ablation.csv().getBytes(UTF_8));
  }

  /** The text of {@code config.conf}. */
  public String configurationText() {
    return new String(directory.read(CONFIGURATION, MOST_CONFIGURATION_BYTES), UTF_8);
  }

  /** The text of {@code front.csv}; empty where there is none yet. */
  public Optional<String> frontCsv() {
    return text(FRONT);
  }

  /** The text of {@code predictors.csv}; empty where there is none. */
  public Optional<String> predictorsCsv() {
    return text(PREDICTORS);
  }

  /** The text of {@code predictions.csv}; empty where there is none. */
  public Optional<String> predictionsCsv() {
    return text(PREDICTIONS);
  }

  /** The text of {@code summary.json}; empty where there is none yet. */
  public Optional<String> summaryJson() {
    return text(SUMMARY);
  }

  private Optional<String> text(String file) {
    return directory.holds(file)
        ? Optional.of(new String(directory.read(file, MOST_FRONT_BYTES), UTF_8))
        : Optional.empty();
  }

  /** Writes {@code predictions.csv}, what was predicted of candidates, and what was measured. */
  public void writePredictions(byte[] csv) {
    directory.write(PREDICTIONS, csv);
  }

  /** Writes {@code report.html}, and returns where it is. */
  public String writeReport(byte[] html) {
    directory.write(REPORT, html);
    return "%s/%s".formatted(directory, REPORT);
  }

  /** Writes {@code predictors.csv}, how good predictors were in each iteration. */
  public void writePredictors(byte[] csv) {
    directory.write(PREDICTORS, csv);
  }

  /** Writes what a controller learned: CSV in UTF-8. */
  public void writeController(byte[] csv) {
    directory.write(CONTROLLER, csv);
  }

  private static String modelFile(String key) {
    return key + ".onnx";
  }

  /** But for what a process left that was killed while it wrote the first file. */
  private static void requireEmpty(Directory directory) {
    List<String> held =
        directory.names().stream().filter(name -> !name.startsWith("." + CONFIGURATION)).toList();
    if (!held.isEmpty()) {
      throw new InputException(
          "Directory %s is not that of a run: it holds %s, but no %s"
              .formatted(directory, held.get(0), CONFIGURATION),
          "another --run or --runs is meant.");
    }
  }

  private static void requireSame(Directory directory, SearchConfig config, List<Objective> known) {
    SearchConfig stored = stored(directory, known);
    if (!stored.hash().equals(config.hash())) {
      throw new InputException(
          "Directory %s belongs to configuration %s (hash %s), not to %s (hash %s): they differ in %s"
              .formatted(
                  directory,
                  stored.name(),
                  stored.hash(),
                  config.name(),
                  config.hash(),
                  String.join(", ", stored.differences(config))),
          "another --run is meant, or the same settings as before.");
    }
  }

  private static SearchConfig stored(Directory directory, List<Objective> known) {
    String text = new String(directory.read(CONFIGURATION, MOST_CONFIGURATION_BYTES), UTF_8);
    String origin = "%s/%s".formatted(directory, CONFIGURATION);
    try {
      return SearchConfig.parse(text, origin, known);
    } catch (InputException e) {
      throw new InputException(
          "Directory %s belongs to a configuration that cannot be read. %s"
              .formatted(directory, e.getMessage()),
          "another version of Quarry wrote it; give this run another --run.",
          e);
    }
  }
}
