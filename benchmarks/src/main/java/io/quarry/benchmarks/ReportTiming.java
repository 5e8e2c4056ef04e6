package io.quarry.benchmarks;

import io.quarry.config.SearchConfig;
import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.outcome.Provenance;
import io.quarry.page.RunReport;
import io.quarry.quantize.Policy;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import io.quarry.score.Objectives;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.SearchSpace;
import io.quarry.store.Directory;
import io.quarry.store.MeasurementStore;
import io.quarry.store.StoredOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/**
 * What the report of a large run costs: the time to read the run and write the page, the page's
 * size, and, where a Chromium is given, how long after it was opened the front answers the mouse.
 *
 * <p>The run is made up: random candidates of the default space whose scores are sums over their
 * decisions, on 16 slots of four hosts, one in fifty failed, each predicted in three objectives.
 *
 * <p>Arguments: how many evaluations (2000), an empty directory, and the program of a browser or
 * nothing.
 */
public final class ReportTiming {
  private static final int BATCH = 40;
  private static final int SLOTS = 16;
  private static final int HOSTS = 4;
  private static final int FAILS = 50;
  private static final int TIMES = 5;
  private static final Pattern READY = Pattern.compile("data-ready=\"([0-9]+)\"");

  private ReportTiming() {}

  /** Prints a line for each time a page is written, and what the browser says. */
  public static void main(String[] arguments) throws IOException {
    int evaluations = Integer.parseInt(arguments[0]);
    Path root = Path.of(arguments[1]).toAbsolutePath();
    SearchConfig config =
        SearchConfig.load(
            List.of(),
            List.of("objectives=[top1-error,size-bytes,macs]", "search.evaluations=" + evaluations),
            Objectives.ALL);
    RunDirectory run = runs(root).open("large", config);
    write(run, config, evaluations, root.resolve("large"));
    Runs location = runs(root.resolve("large"));
    for (int time = 0; time < TIMES; time++) {
      long begun = System.nanoTime();
      String page = RunReport.of(location).write(run);
      double seconds = (System.nanoTime() - begun) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%s: written in %.2f s, %.2f MB%s%n",
          page,
          seconds,
          Files.size(Path.of(page)) / 1e6,
          time == 0 ? " (the first of this JVM)" : "");
    }
    if (arguments.length > 2) {
      System.out.printf(
          "ready for the mouse %s ms after it was opened%n",
          ready(arguments[2], root.resolve("large/report.html")));
    }
  }

  private static Runs runs(Path path) {
    return new Runs(Directory.of(path.toString(), new Configuration(false)), Objectives.ALL);
  }

  private static void write(RunDirectory run, SearchConfig config, int evaluations, Path directory)
      throws IOException {
    SearchSpace space = config.searchSpace();
    RandomGenerator random = new Seeds(1).child("report").generator();
    Set<Candidate> candidates = new LinkedHashSet<>();
    while (candidates.size() < evaluations) {
      candidates.add(space.sample(random));
    }
    List<StoredOutcome> outcomes = new ArrayList<>();
    StringBuilder predictions = new StringBuilder("iteration,objective,key,predicted,measured\n");
    for (Candidate candidate : candidates) {
      int i = outcomes.size();
      Outcome outcome = outcome(i, candidate, scores(space.genome(candidate), random));
      outcomes.add(new StoredOutcome(i / BATCH, i % BATCH, outcome));
      if (outcome instanceof Measurement measurement) {
        measurement
            .scores()
            .values()
            .forEach(
                (name, value) ->
                    predictions.append(
                        String.format(
                            Locale.ROOT,
                            "%d,%s,%s,%.6g,%s%n",
                            1 + i / BATCH,
                            name,
                            candidate.key(),
                            value * (1 + 0.05 * random.nextGaussian()),
                            value)));
      }
    }
    MeasurementStore.open(run.measurements(), Objectives.SCORED, Policy::isDecision)
        .append(outcomes);
    Files.writeString(directory.resolve("predictions.csv"), predictions);
    StringBuilder qualities =
        new StringBuilder(
            "iteration,objective,learner,held_out_kendall_tau,next_mape_percent,next_kendall_tau\n");
    for (int iteration = 1; iteration <= evaluations / BATCH; iteration++) {
      for (Objective objective : config.objectives()) {
        qualities.append("%d,%s,ridge,0.9,2,0.5%n".formatted(iteration, objective.name()));
      }
    }
    Files.writeString(directory.resolve("predictors.csv"), qualities);
    Files.writeString(directory.resolve("summary.json"), "{\"ended\":\"evaluations\"}");
  }

  private static Scores scores(int[] genome, RandomGenerator random) {
    double cost = 1;
    for (int value : genome) {
      cost += value;
    }
    double error = 5 + 400 / cost + random.nextDouble();
    double size = 300 * cost * cost * (0.7 + 0.6 * random.nextDouble());
    double macs = Math.rint(2000 * cost * cost * (0.5 + random.nextDouble()));
    return Scores.of(Map.of("top1-error", error, "size-bytes", Math.rint(size), "macs", macs));
  }

  private static Outcome outcome(int i, Candidate candidate, Scores scores) {
    Provenance from =
        new Provenance(
            "large",
            "c",
            "s",
            "d",
            "v",
            i,
            "host-" + i % HOSTS,
            "cpu",
            Instant.parse("2026-01-01T00:00:00Z").plusSeconds(10L * (i / SLOTS)),
            9000 + 30 * (i % FAILS));
    return i % FAILS == FAILS - 1
        ? new Failed(candidate, "java.lang.IllegalStateException: no grid for layer " + i, from)
        : new Measurement(candidate, scores, from);
  }

  private static String ready(String browser, Path page) throws IOException {
    Process process =
        new ProcessBuilder(
                browser,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--dump-dom",
                page.toUri().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String dom = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher matcher = READY.matcher(dom);
    return matcher.find() ? matcher.group(1) : "?";
  }
}
