package io.quarry.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.config.CodeVersion;
import io.quarry.config.SearchConfig;
import io.quarry.outcome.Provenance;
import io.quarry.problem.Secrets;
import io.quarry.report.RunDirectory;
import io.quarry.report.RunProgress;
import io.quarry.report.RunStatus;
import io.quarry.report.Runs;
import io.quarry.store.Directory;
import io.quarry.store.LeaseTimes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The report of a run, finished or not, by its directory alone: {@code report.html}.
 *
 * <p>Costs what reading the store costs, and of a run that is not searching at the moment also a
 * predictor for each objective: about a second in all for 2,000 outcomes.
 */
public final class RunReport {
  private final ReportData data;

  private RunReport(ReportData data) {
    this.data = data;
  }

  /**
   * The report of the run whose own directory a location is; may watch it for ten seconds where it
   * cannot be told at once whether its driver is alive.
   *
   * @throws io.quarry.problem.InputException when it is none, or nothing of it can be read
   */
  public static RunReport of(Runs location) {
    RunDirectory run = location.run();
    SearchConfig config = location.configuration(run);
    return of(run, config, RunStatus.stateOf(run, LeaseTimes.standard()));
  }

  /**
   * The report of a run while its own driver searches: without what is worth its time at the end.
   */
  public static RunReport whileSearching(RunDirectory run, SearchConfig config) {
    return of(run, config, RunStatus.State.RUNNING);
  }

  /** The report of a run whose own driver has come to the end. */
  public static RunReport atTheEnd(RunDirectory run, SearchConfig config) {
    return of(run, config, run.ended().isFinal() ? RunStatus.State.DONE : RunStatus.State.IDLE);
  }

  private static RunReport of(RunDirectory run, SearchConfig config, RunStatus.State state) {
    return new RunReport(data(RunContents.read(run, config), state));
  }

  /** The page. */
  public byte[] html() {
    List<String> scripts =
        List.of("front.js", "course.js", "inside.js", "report.js").stream()
            .map(name -> Page.text(RunReport.class, name))
            .toList();
    return new Page("%s: search report".formatted(data.head().name()), data, scripts).html();
  }

  /**
   * Writes the page into the run's directory, as {@code report.html}.
   *
   * @return where it is
   */
  public String write(RunDirectory run) {
    return run.writeReport(html());
  }

  /**
   * Writes the page elsewhere.
   *
   * @param file its location
   * @return the same
   */
  public String write(Runs file) {
    Directory target = file.directory();
    target.parent().create();
    target.parent().write(target.name(), html());
    return target.toString();
  }

  /** What the page shows. */
  ReportData data() {
    return data;
  }

  static ReportData data(RunContents contents, RunStatus.State state) {
    Rows rows = new Rows(contents);
    FormatMap formats = new FormatMap(rows);
    ReportData.Growth growth = new Volumes(rows).growth();
    boolean running = state == RunStatus.State.RUNNING;
    List<ReportData.Importance> importances = running ? List.of() : Importances.of(rows);
    List<ReportData.Confirmed> confirmed = confirmed(rows);
    double[] seconds =
        rows.rows.stream()
            .filter(row -> !row.reused())
            .mapToDouble(row -> row.seconds())
            .sorted()
            .toArray();
    return new ReportData(
        head(rows, state),
        notices(rows, state),
        new Answers(rows, confirmed, formats, growth).all(),
        rows.objectives.stream()
            .map(
                objective ->
                    new ReportData.Axis(
                        objective.name(),
                        objective.unit(),
                        objective.canonical(1) > 0,
                        contents.config().objectives().contains(objective)))
            .toList(),
        rows.decisions,
        rows.rows,
        confirmed,
        growth,
        phases(rows),
        rows.lanes.lanes(),
        seconds.length == 0 ? 0 : seconds[seconds.length / 2],
        rows.failures.causes(),
        formats.formats(),
        importances,
        importanceNote(running, importances),
        contents.predictors().stream().map(RunReport::quality).toList(),
        contents.predictions().stream().map(RunReport::prediction).toList(),
        provenance(rows),
        Secrets.redact(contents.run().configurationText()));
  }

  private static ReportData.Head head(Rows rows, RunStatus.State state) {
    RunContents contents = rows.contents;
    int reused = (int) rows.rows.stream().filter(ReportData.Row::reused).count();
    int failed = (int) rows.rows.stream().filter(row -> !row.reused() && !row.measured()).count();
    return new ReportData.Head(
        contents.run().name(),
        contents.run().directory().toString(),
        state.text(),
        state == RunStatus.State.RUNNING,
        contents.run().ended().reason(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        rows.startedAt.equals(Instant.EPOCH)
            ? ""
            : rows.startedAt.truncatedTo(ChronoUnit.SECONDS).toString(),
        RunStatus.budget(contents.progress().stream().findFirst(), contents.config()),
        rows.rows.size() - reused - failed,
        failed,
        reused,
        rows.front.points().size(),
        contents.config().data().splits().validation(),
        contents.config().data().splits().test());
  }

  private static List<String> notices(Rows rows, RunStatus.State state) {
    List<String> notices = new ArrayList<>();
    if (rows.rows.isEmpty()) {
      String phase =
          rows.contents.progress().stream()
              .map(at -> " It is at: %s, %d of %d.".formatted(at.phase(), at.done(), at.total()))
              .findFirst()
              .orElse("");
      notices.add(
          "Nothing has been measured yet, so there is nothing to plot."
              + (state == RunStatus.State.RUNNING ? phase : ""));
    }
    if (state == RunStatus.State.RUNNING) {
      notices.add(
          "The search was running when this page was written, and writes it anew from time to time:"
              + " reload it. Which decisions matter is told when it has ended, or by quarry report.");
    } else if (state != RunStatus.State.DONE) {
      notices.add(
          "This run has not come to its end: " + state.text() + ". What is here is as it stands.");
    }
    long incomplete = rows.rows.stream().filter(ReportData.Row::incomplete).count();
    if (incomplete > 0) {
      notices.add(
          "%d measured candidates lack an objective of this search; they stand in the plots of what they have, and not on the front."
              .formatted(incomplete));
    }
    boolean someMeasured = rows.rows.stream().anyMatch(ReportData.Row::measured);
    if (someMeasured && rows.front.points().isEmpty()) {
      notices.add("No candidate has all objectives and keeps all constraints: there is no front.");
    }
    if (!rows.rows.isEmpty() && !someMeasured) {
      notices.add("Every candidate failed; the causes stand below.");
    }
    rows.contents.problems().forEach(problem -> notices.add("Left out: " + problem));
    return notices;
  }

  private static List<ReportData.Confirmed> confirmed(Rows rows) {
    List<ReportData.Confirmed> confirmed = new ArrayList<>();
    rows.contents
        .front()
        .forEach(
            (key, cells) -> {
              Integer row = rows.numbers.get(key);
              if (row != null && !cells.getOrDefault("test_top1_error_percent", "").isEmpty()) {
                confirmed.add(
                    new ReportData.Confirmed(
                        row,
                        RunContents.figure(cells, "test_top1_error_percent"),
                        RunContents.figure(cells, "test_top1_error_low_percent"),
                        RunContents.figure(cells, "test_top1_error_high_percent"),
                        RunContents.figure(cells, "confirmed_latency_ms"),
                        RunContents.figure(cells, "confirmed_latency_p10_ms"),
                        RunContents.figure(cells, "confirmed_latency_p90_ms"),
                        RunContents.figure(cells, "float32_latency_ms"),
                        cells.getOrDefault("standing", "")));
              }
            });
    return confirmed;
  }

  /** Of the last start, whose phases follow each other. */
  private static List<ReportData.Phase> phases(Rows rows) {
    List<ReportData.Phase> phases = new ArrayList<>();
    for (RunProgress progress : rows.contents.progress()) {
      double at = rows.seconds(progress.startedAt());
      JsonNode seconds = rows.contents.summary().path("seconds_by_phase");
      for (Map.Entry<String, JsonNode> phase : seconds.properties()) {
        double end = at + phase.getValue().asDouble();
        phases.add(new ReportData.Phase(phase.getKey(), at, end));
        at = end;
      }
    }
    return phases;
  }

  private static String importanceNote(boolean running, List<ReportData.Importance> found) {
    if (running) {
      return "Told when the search has ended, or by quarry report.";
    }
    return found.isEmpty()
        ? "Fewer than %d candidates were measured, or nothing varies: too little to say."
            .formatted(Importances.FEWEST)
        : "";
  }

  private static ReportData.Quality quality(Map<String, String> row) {
    return new ReportData.Quality(
        (int) RunContents.figure(row, "iteration"),
        row.getOrDefault("objective", ""),
        row.getOrDefault("learner", ""),
        RunContents.figure(row, "held_out_kendall_tau"),
        RunContents.figure(row, "next_kendall_tau"),
        RunContents.figure(row, "next_mape_percent"));
  }

  private static ReportData.Prediction prediction(Map<String, String> row) {
    return new ReportData.Prediction(
        (int) RunContents.figure(row, "iteration"),
        row.getOrDefault("objective", ""),
        row.getOrDefault("key", ""),
        RunContents.figure(row, "predicted"),
        RunContents.figure(row, "measured"));
  }

  private static List<ReportData.Fact> provenance(Rows rows) {
    Set<String> hosts = new LinkedHashSet<>();
    Set<String> versions = new LinkedHashSet<>();
    Set<String> supernets = new LinkedHashSet<>();
    Set<String> images = new LinkedHashSet<>();
    rows.contents
        .outcomes()
        .forEach(
            entry -> {
              Provenance from = entry.outcome().provenance();
              hosts.add("%s (%s)".formatted(from.host(), from.cpu()));
              versions.add(from.codeVersion());
              supernets.add(from.supernetHash());
              images.add(from.dataHash());
            });
    SearchConfig config = rows.contents.config();
    List<ReportData.Fact> facts = new ArrayList<>();
    facts.add(new ReportData.Fact("run", rows.contents.run().directory().toString()));
    facts.add(new ReportData.Fact("seed", String.valueOf(config.seed())));
    facts.add(new ReportData.Fact("configuration, SHA-256", config.hash()));
    facts.add(new ReportData.Fact("supernet, SHA-256", String.join(", ", supernets)));
    facts.add(new ReportData.Fact("images, SHA-256", String.join(", ", images)));
    facts.add(new ReportData.Fact("measured by", String.join(", ", versions)));
    facts.add(new ReportData.Fact("this page by", CodeVersion.text()));
    facts.add(new ReportData.Fact("hosts", String.join(", ", hosts)));
    for (JsonNode timed : rows.contents.summary().path("timed")) {
      facts.add(new ReportData.Fact("timed on", timed.path("on").asText()));
    }
    return facts;
  }
}
