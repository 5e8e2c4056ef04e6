package io.quarry.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.quarry.config.SearchConfig;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.quantize.Policy;
import io.quarry.store.Journal;
import io.quarry.store.LeaseHolder;
import io.quarry.store.LeaseTimes;
import io.quarry.store.MeasurementStore;
import io.quarry.store.StoredOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How a run stands, by its directory alone: its store, its lease and what its driver says.
 *
 * @param run location of its directory
 * @param state whether somebody is at it
 * @param ended what ended its search
 * @param driver who is at it, or was last; none where nobody ever was
 * @param progress what that driver said last, or none
 * @param budget candidates that it is given to pay for
 * @param measured rows that it paid for, measured
 * @param failed rows that it paid for, failed
 * @param reused rows that other runs paid for
 * @param problems what of its store cannot be read
 */
public record RunStatus(
    String run,
    State state,
    Ending ended,
    List<LeaseHolder> driver,
    List<RunProgress> progress,
    int budget,
    int measured,
    int failed,
    int reused,
    List<String> problems) {

  /** Whether somebody is at a run. */
  public enum State {
    /** A driver renews its lease. */
    RUNNING("running"),
    /** A driver has the lease, and does not renew it. */
    DEAD("seems dead: its driver does not renew the lease; the next start takes it over"),
    /** Nobody is, and its search has come to its end. */
    DONE("done"),
    /** Nobody is, and the next start would continue. */
    IDLE("not running; the next start continues");

    private final String text;

    State(String text) {
      this.text = text;
    }

    /** For people. */
    public String text() {
      return text;
    }
  }

  public RunStatus {
    driver = List.copyOf(driver);
    progress = List.copyOf(progress);
    problems = List.copyOf(problems);
  }

  /**
   * Looks at a run, for ten seconds where it cannot be told at once whether its driver is alive.
   */
  public static RunStatus of(RunDirectory run, SearchConfig config, LeaseTimes times) {
    Journal journal =
        MeasurementStore.open(run.measurements(), List.of(), Policy::isDecision).read();
    List<StoredOutcome> own =
        journal.entries().stream().filter(entry -> !entry.isReused()).toList();
    int failed = (int) own.stream().filter(entry -> entry.outcome() instanceof Failed).count();
    Optional<LeaseHolder> driver = run.driver();
    Ending ended = run.ended();
    return new RunStatus(
        run.directory().toString(),
        state(run, driver.filter(holder -> !holder.released()).isPresent(), ended, times),
        ended,
        driver.stream().toList(),
        run.progress().stream().toList(),
        budget(run.progress(), config),
        own.size() - failed,
        failed,
        journal.entries().size() - own.size(),
        journal.problems());
  }

  /**
   * Candidates that a run pays for: what its driver says, and at most so many before it does.
   *
   * @param progress what the driver said last
   */
  public static int budget(Optional<RunProgress> progress, SearchConfig config) {
    return progress
        .map(RunProgress::budget)
        .filter(said -> said > 0)
        .orElseGet(config::mostEvaluations);
  }

  /** Whether somebody is at a run; may look for ten seconds, as {@link #of}. */
  public static State stateOf(RunDirectory run, LeaseTimes times) {
    boolean leased = run.driver().filter(holder -> !holder.released()).isPresent();
    return state(run, leased, run.ended(), times);
  }

  /**
   * The rows of a run's store as text, in the order of the journal: batch, position, key, status,
   * and scores by name; then, each after an exclamation mark, what cannot be read or is there
   * twice. Equal searches have equal texts, whenever and wherever they measured.
   */
  public static List<String> journal(RunDirectory run) {
    Journal journal =
        MeasurementStore.open(run.measurements(), List.of(), Policy::isDecision).read();
    return Stream.concat(
            journal.entries().stream().map(RunStatus::line),
            journal.problems().stream().map(problem -> "! " + problem))
        .toList();
  }

  private static String line(StoredOutcome entry) {
    String result =
        entry.outcome() instanceof Measurement measurement
            ? "measured " + new TreeMap<>(measurement.scores().values())
            : "failed " + ((Failed) entry.outcome()).cause();
    return "%d %d %s %s"
        .formatted(entry.batch(), entry.position(), entry.outcome().candidate().key(), result);
  }

  private static State state(RunDirectory run, boolean leased, Ending ended, LeaseTimes times) {
    if (leased) {
      return run.isDriven(times) ? State.RUNNING : State.DEAD;
    }
    return ended.isFinal() ? State.DONE : State.IDLE;
  }

  /** What is left at the rate of the driver's start; empty where there is no rate, or no driver. */
  public Optional<Duration> left() {
    return progress.stream()
        .filter(at -> state == State.RUNNING && at.perMinute() > 0)
        .map(at -> Math.max(0, budget - at.evaluations()) / at.perMinute())
        .map(minutes -> Duration.ofSeconds(Math.round(60 * minutes)))
        .findFirst();
  }

  /** A table of two columns. */
  public String text() {
    List<String[]> rows = new ArrayList<>();
    add(rows, "run", run);
    add(rows, "state", state.text);
    driver.forEach(holder -> add(rows, "driver", holder.text()));
    progress.stream()
        .filter(at -> !at.phase().equals(RunProgress.DONE) && state != State.DONE)
        .forEach(
            at ->
                add(
                    rows,
                    "phase",
                    "%s, %d of %d%s"
                        .formatted(
                            at.phase(),
                            at.done(),
                            at.total(),
                            at.detail().isEmpty() ? "" : ": " + at.detail())));
    add(rows, "paid for", "%d of %d candidates".formatted(measured + failed, budget));
    add(rows, "failed", String.valueOf(failed));
    add(rows, "reused", String.valueOf(reused));
    progress.forEach(at -> addProgress(rows, at));
    left().ifPresent(time -> add(rows, "left", text(time)));
    add(rows, "search", ended.reason());
    problems.forEach(problem -> add(rows, "unreadable", problem));
    return AsciiTable.getTable(
        AsciiTable.NO_BORDERS, new Column[] {column(), column()}, rows.toArray(String[][]::new));
  }

  private void addProgress(List<String[]> rows, RunProgress at) {
    if (state == State.RUNNING) {
      add(rows, "under way", String.valueOf(at.underWay()));
      add(rows, "rate", String.format(Locale.ROOT, "%.1f candidates a minute", at.perMinute()));
    }
    add(
        rows,
        "front",
        String.format(
            Locale.ROOT, "%d points, hypervolume %.6g", at.frontSize(), at.hypervolume()));
    add(rows, "said at", at.updatedAt().toString());
  }

  /** JSON on one line, keys in snake case. */
  public String json() {
    JsonMapper mapper = new JsonMapper();
    ObjectNode node =
        mapper
            .createObjectNode()
            .put("run", run)
            .put("state", state.name().toLowerCase(Locale.ROOT))
            .put("ended", ended.text())
            .put("budget", budget)
            .put("measured", measured)
            .put("failed", failed)
            .put("reused", reused);
    driver.forEach(
        holder ->
            node.putObject("driver")
                .put("host", holder.host())
                .put("pid", holder.pid())
                .put("user", holder.user())
                .put("since", holder.since().toString())
                .put("renewed", holder.renewed().toString())
                .put("released", holder.released()));
    progress.forEach(
        at ->
            node.putObject("progress")
                .put("phase", at.phase())
                .put("done", at.done())
                .put("total", at.total())
                .put("under_way", at.underWay())
                .put("front_size", at.frontSize())
                .put("hypervolume", at.hypervolume())
                .put("per_minute", at.perMinute())
                .put("started_at", at.startedAt().toString())
                .put("updated_at", at.updatedAt().toString()));
    left().ifPresent(time -> node.put("seconds_left", time.toSeconds()));
    problems.forEach(node.putArray("problems")::add);
    try {
      return mapper.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree is always JSON", e);
    }
  }

  private static String text(Duration time) {
    return time.toHours() > 0
        ? "%d h %d min".formatted(time.toHours(), time.toMinutesPart())
        : "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart());
  }

  private static void add(List<String[]> rows, String name, String value) {
    rows.add(new String[] {name, value});
  }

  private static Column column() {
    return new Column().dataAlign(HorizontalAlign.LEFT).maxWidth(Integer.MAX_VALUE);
  }
}
