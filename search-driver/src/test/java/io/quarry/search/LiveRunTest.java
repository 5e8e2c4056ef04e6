package io.quarry.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.config.SearchConfig;
import io.quarry.report.Ending;
import io.quarry.report.FrontTable;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import io.quarry.report.Summary;
import io.quarry.score.Objectives;
import io.quarry.store.Directory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveRunTest {
  private static final SearchConfig CONFIG =
      SearchConfig.load(List.of(), List.of(), Objectives.ALL);

  @TempDir Path root;

  private final List<JsonNode> progress = new ArrayList<>();
  private final List<List<String>> fronts = new ArrayList<>();

  @Test
  void frontSummaryAndProgressAreValidAndNeverOlderThanAFewSeconds() throws IOException {
    RunDirectory run = open();
    ToySearch toy = new ToySearch();
    LiveRun live = new LiveRun(run, new Silence(), toy.time()::nanos);
    live.start("search", ToySearch.BUDGET);
    live.searches();

    toy.of(run.measurements(), search -> beat(live, search)).run(() -> false);

    int most = (int) (LiveRun.SECONDS * 1000L / ToySearch.EVALUATION.toMillis()) + 1;
    assertThat(fronts).hasSizeGreaterThan(ToySearch.BUDGET / most - 2);
    assertThat(fronts)
        .allSatisfy(
            lines -> {
              assertThat(lines.get(0))
                  .isEqualTo(
                      "key,error_percent,cost,test_top1_error_percent,standing,architecture,policy");
              assertThat(lines.subList(1, lines.size()))
                  .isNotEmpty()
                  .allMatch(line -> line.matches("[0-9a-f]{64},[0-9.]+,[0-9]+,,unconfirmed,.*,.*"));
            });
    assertThat(progress).hasSizeGreaterThan(4);
    for (int i = 1; i < progress.size(); i++) {
      int more = evaluations(i) - evaluations(i - 1);
      assertThat(more).isBetween(1, most);
    }
    JsonNode last = progress.get(progress.size() - 1);
    assertThat(last.get("phase").asText()).isEqualTo("search");
    assertThat(last.get("budget").asInt()).isEqualTo(ToySearch.BUDGET);
    assertThat(last.get("per_minute").asDouble()).isBetween(80.0, 60 / 0.7 + 1);
    assertThat(new ObjectMapper().readTree(root.resolve("r/summary.json").toFile()).get("ended"))
        .hasToString("\"not-yet\"");
  }

  @Test
  void theReportIsWrittenMoreRarelyAndAtTheEnd() throws IOException {
    RunDirectory run = open();
    ToySearch toy = new ToySearch();
    LiveRun live = new LiveRun(run, new Silence(), toy.time()::nanos);
    Path report = root.resolve("r/report.html");
    List<Integer> without = new ArrayList<>();

    toy.of(
            run.measurements(),
            search -> {
              live.beat(search);
              live.report(CONFIG);
              if (!Files.exists(report)) {
                without.add(toy.evaluated());
              }
            })
        .run(() -> false);

    int due = (int) (LiveRun.REPORT_SECONDS * 1000L / ToySearch.EVALUATION.toMillis());
    assertThat(without).isNotEmpty().allMatch(evaluated -> evaluated <= due + 1);
    assertThat(report).content().contains("The search was running when this page was written");
    live.reportTheEnd(CONFIG);
    assertThat(report).content().contains("This run has not come to its end");
  }

  @Test
  void aReportThatCannotBeWrittenEndsNoSearch() throws IOException {
    RunDirectory run = open();
    Files.createDirectories(root.resolve("r/report.html/taken"));
    LiveRun live = new LiveRun(run, new Silence(), System::nanoTime);

    live.reportTheEnd(CONFIG);

    assertThat(root.resolve("r/report.html/taken")).exists();
  }

  @Test
  void whatAnEarlierStartConfirmedIsNotForgotten() throws IOException {
    RunDirectory run = open();
    ToySearch toy = new ToySearch();
    Search first = toy.of(run.measurements());
    first.run(() -> false);
    String key = first.tally().front().points().get(0).candidate().key();
    run.writeModel(key, new byte[] {1});
    run.writeUnconfirmed(table(first), new TreeMap<>(Map.of(key, 12.5)));

    LiveRun live = new LiveRun(run, new Silence(), toy.time()::nanos);

    assertThat(live.testErrors()).isEqualTo(Map.of(key, 12.5));
    run.writeUnconfirmed(table(first), live.testErrors());
    assertThat(run.confirmed()).isEqualTo(Map.of(key, 12.5));
  }

  private int evaluations(int i) {
    return progress.get(i).get("evaluations").asInt();
  }

  private void beat(LiveRun live, Search search) {
    live.beat(search, LiveRunTest::table, LiveRunTest::summary);
    try {
      Path front = root.resolve("r/front.csv");
      if (Files.exists(front)) {
        List<String> lines = Files.readAllLines(front);
        if (fronts.isEmpty() || !fronts.get(fronts.size() - 1).equals(lines)) {
          fronts.add(lines);
        }
      }
      JsonNode now = new ObjectMapper().readTree(root.resolve("r/progress.json").toFile());
      if (progress.isEmpty() || !progress.get(progress.size() - 1).equals(now)) {
        progress.add(now);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FrontTable table(Search search) {
    return new FrontTable(
        search.tally().front(),
        List.of(),
        new TreeMap<>(),
        name -> false,
        UnaryOperator.identity());
  }

  private static Summary summary(Search search) {
    return new Summary(
        "r",
        1,
        "v",
        BigInteger.TEN,
        "c",
        "s",
        "d",
        "h",
        "p",
        Map.of(),
        new Summary.Evaluations(0, 0, 0, 0, 0),
        List.of(),
        List.of(),
        new TreeMap<>(),
        search.tally().volume(),
        0,
        List.of(),
        List.of(),
        List.of(),
        0,
        Ending.NOT_YET);
  }

  private RunDirectory open() {
    Directory directory = Directory.of(root.toString(), new Configuration(false));
    return new Runs(directory, Objectives.ALL).open("r", CONFIG);
  }
}
