package io.quarry.report;

import io.quarry.config.Resume;
import io.quarry.config.SearchConfig;
import io.quarry.config.Sha256;
import io.quarry.objective.Objective;
import io.quarry.problem.InputException;
import io.quarry.store.Directory;
import io.quarry.store.LeaseTimes;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The directory that holds runs, and the supernets that they share.
 *
 * @param directory {@code runs}, on any file system
 * @param known every objective a configuration may name
 */
public record Runs(Directory directory, List<Objective> known) {
  private static final int SHORT_HASH = 8;
  private static final String SUPERNETS = "supernets";
  private static final String PROFILES = "profiles";
  private static final String STAGES = "stages";
  private static final Predicate<String> NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}").asMatchPredicate();

  public Runs {
    known = List.copyOf(known);
  }

  /** Where checkpoints of supernets are kept. */
  public Directory supernets() {
    return directory.child(SUPERNETS);
  }

  /** Where latency profiles are kept. */
  public Directory profiles() {
    return directory.child(PROFILES);
  }

  /** Where distilled stages are kept, in a directory for each way to distil them. */
  public Directory stages() {
    return directory.child(STAGES);
  }

  /** The name of the checkpoint of a configuration's supernet, in {@link #supernets}. */
  public static String supernetFile(SearchConfig config) {
    return "%s-%s.safetensors"
        .formatted(config.name(), config.supernetHash().substring(0, SHORT_HASH));
  }

  /** The name of the lease under which a checkpoint of {@link #supernets} is trained. */
  public static String leaseOf(String supernetFile) {
    return supernetFile.replaceFirst("\\.safetensors$", "");
  }

  /** The name of a run that was given none: that of the configuration, and its hash's beginning. */
  public static String defaultName(SearchConfig config) {
    return "%s-%s".formatted(config.name(), config.hash().substring(0, SHORT_HASH));
  }

  /**
   * The directory of a search over spaces, which need not exist.
   *
   * @param decisive all that decides what it finds
   */
  public SpaceDirectory space(SearchConfig config, String decisive) {
    String hash = Sha256.of(decisive).substring(0, SHORT_HASH);
    return new SpaceDirectory(directory.child("%s-space-%s".formatted(config.name(), hash)));
  }

  /** The names of the runs that are there, in order. */
  public List<String> names() {
    return directory.names().stream()
        .filter(name -> !name.startsWith("."))
        .filter(this::holds)
        .toList();
  }

  /**
   * How the run stands whose own directory this is; may watch it for ten seconds.
   *
   * @throws io.quarry.problem.InputException when it is none
   */
  public RunStatus status() {
    RunDirectory run = RunDirectory.existing(directory.name(), directory);
    return RunStatus.of(run, configuration(run), LeaseTimes.standard());
  }

  /**
   * The run whose own directory this is.
   *
   * @throws InputException when it is none
   */
  public RunDirectory run() {
    return RunDirectory.existing(directory.name(), directory);
  }

  /** The rows of the run whose own directory this is, as {@link RunStatus#journal} has them. */
  public List<String> journal() {
    return RunStatus.journal(RunDirectory.existing(directory.name(), directory));
  }

  /** Which of the runs may go. */
  public Retention retention() {
    return new Retention(this, Instant.now(), LeaseTimes.standard());
  }

  /**
   * The name of the run that a start of a search takes up: the given one, or one of those that
   * follow it, {@code name-2}, {@code name-3} and on.
   *
   * @param name that the user gave, or {@link #defaultName}
   */
  public String resumed(String name, SearchConfig config) {
    if (config.search().resume() == Resume.RUN || !holds(name)) {
      return name;
    }
    int last = 1;
    while (holds(numbered(name, last + 1))) {
      last++;
    }
    boolean continues =
        config.search().resume() == Resume.AUTO
            && configuration(existing(numbered(name, last))).hash().equals(config.hash())
            && !existing(numbered(name, last)).ended().isFinal();
    return numbered(name, continues ? last : last + 1);
  }

  private static String numbered(String name, int number) {
    return number == 1 ? name : "%s-%d".formatted(name, number);
  }

  /**
   * Where the directory of a run is, or would be.
   *
   * @throws InputException when that is no name for a run
   */
  public String location(String name) {
    requireName(name);
    return directory.child(name).toString();
  }

  /**
   * The directory of a run: created, or that of an earlier run of the same configuration.
   *
   * @param name of the run: letters, digits, dots, dashes and underscores, so that it is a
   *     directory in this one
   * @throws InputException when that is no name, when the directory belongs to another
   *     configuration or holds something else, and when it cannot be written
   */
  public RunDirectory open(String name, SearchConfig config) {
    requireName(name);
    return RunDirectory.open(name, directory.child(name), config, known);
  }

  /**
   * The directory of an earlier run.
   *
   * @throws InputException when there is no run of that name; names those that may be meant
   */
  public RunDirectory existing(String name) {
    return RunDirectory.existing(name, directory.child(name));
  }

  /** Whether there is a run of that name. */
  public boolean holds(String name) {
    return RunDirectory.isRun(directory.child(name));
  }

  /**
   * The configuration that a run belongs to.
   *
   * @throws InputException when it cannot be read
   */
  public SearchConfig configuration(RunDirectory run) {
    return run.configuration(known);
  }

  private static void requireName(String name) {
    if (!NAME.test(name) || List.of(SUPERNETS, PROFILES, STAGES).contains(name)) {
      throw new InputException(
          "A run cannot be called \"%s\"".formatted(name),
          "letters, digits, dots, dashes and underscores are meant; --runs names the directory.");
    }
  }
}
