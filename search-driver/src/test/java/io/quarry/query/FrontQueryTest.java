package io.quarry.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.config.SearchConfig;
import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Timing;
import io.quarry.pareto.ParetoFront;
import io.quarry.problem.InputException;
import io.quarry.report.RunDirectory;
import io.quarry.score.Objectives;
import io.quarry.store.StoredOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrontQueryTest {
  private static final SearchConfig CONFIG =
      SearchConfig.load(List.of(), List.of(), Objectives.ALL);
  private static final List<Objective> OBJECTIVES =
      List.of(Objectives.TOP1_ERROR, Objectives.SIZE_BYTES);

  @TempDir Path root;

  private StoredRuns stored;

  @BeforeEach
  void open() {
    stored = new StoredRuns(root);
  }

  @Test
  void theFrontIsThatOfWhatSatisfiesTheCondition() throws IOException {
    stored.measured("r", 300, 7);
    List<Measurement> all = StoredRuns.measurements(CONFIG, 300, 7);

    assertFront(all, "", one -> true);
    assertFront(
        all,
        "size-bytes <= 30000 and top1-error >= 12.5",
        one -> score(one, "size-bytes") <= 30000 && score(one, "top1-error") >= 12.5);
    assertFront(
        all,
        "not (macs < 5e6 or bops > 5e10) and stage1.type = fused",
        one ->
            !(score(one, "macs") < 5e6 || score(one, "bops") > 5e10)
                && one.candidate().value("stage1.type").equals("fused"));
    assertFront(
        all,
        "stage1.block2.kernel != 3 and format != float32",
        one ->
            one.candidate().values().getOrDefault("stage1.block2.kernel", "").equals("5")
                && !one.candidate().values().containsValue("float32/float32"));
  }

  @Test
  void theBestPointMayLieBehindTheFront() throws IOException {
    stored.measured("r", 200, 8);
    List<Measurement> all = StoredRuns.measurements(CONFIG, 200, 8);
    Measurement best =
        all.stream()
            .min(
                Comparator.comparingDouble((Measurement one) -> score(one, "bops"))
                    .thenComparingDouble(one -> score(one, "top1-error"))
                    .thenComparingDouble(one -> score(one, "size-bytes")))
            .orElseThrow();

    JsonNode points = json(new FrontQuery("", "bops", "", 9, FrontQuery.Scope.FRONT), "r");

    assertThat(keys(points)).containsExactly(best.candidate().key());
    assertThat(points.get("points").get(0).get("bops").asDouble()).isEqualTo(score(best, "bops"));
  }

  @Test
  void allOfThemAreSortedAndLimited() throws IOException {
    stored.measured("r", 50, 9);

    JsonNode all = json(new FrontQuery("", "", "macs", 20, FrontQuery.Scope.ALL), "r");

    assertThat(all.get("satisfying").asInt()).isEqualTo(50);
    assertThat(all.get("failed").asInt()).isEqualTo(1);
    assertThat(all.get("points")).hasSize(20);
    assertThat(
            StreamSupport.stream(all.get("points").spliterator(), false)
                .map(point -> point.get("macs").asDouble()))
        .isSorted();
    assertThatThrownBy(() -> new FrontQuery("", "", "", 0, FrontQuery.Scope.ALL))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--limit 0");
  }

  @Test
  void withoutAConditionTheRunsOwnConstraintsAreKept() throws IOException {
    stored.measured("r", 100, 7, "constraints=[\"size-bytes <= 20000\"]");
    List<Measurement> all = StoredRuns.measurements(CONFIG, 100, 7);

    assertFront(all, "", one -> score(one, "size-bytes") <= 20000);
    assertFront(all, "size-bytes <= 90000", one -> true);
  }

  @Test
  void whereNothingSatisfiesTheNearestMissIsTold() throws IOException {
    RunDirectory run = stored.open("r");
    List<StoredOutcome> rows = new ArrayList<>();
    for (Measurement one : StoredRuns.measurements(CONFIG, 60, 3)) {
      rows.add(new StoredOutcome(0, rows.size(), one));
    }
    StoredRuns.append(run, Objectives.SCORED, rows);
    Measurement nearest =
        StoredRuns.measurements(CONFIG, 60, 3).stream()
            .min(
                Comparator.comparingDouble(
                    one ->
                        Math.max(0, score(one, "top1-error") - 5) / 5
                            + Math.max(0, score(one, "size-bytes") - 500) / 500))
            .orElseThrow();

    FrontAnswer answer =
        query("top1-error <= 5 and size-bytes <= 500").answer(List.of(stored.at("r")));

    assertThat(answer.isFeasible()).isFalse();
    assertThat(answer.miss().lines())
        .startsWith(
            "no point satisfies the condition; the nearest miss is " + nearest.candidate().key())
        .contains("  top1-error <= 5 is kept by 0 of 60", "  size-bytes <= 500 is kept by 0 of 60")
        .anyMatch(line -> line.startsWith("  size-bytes <= 500 is missed by "));
    JsonNode json = new ObjectMapper().readTree(answer.json());
    assertThat(json.get("nearest_miss").get("key").asText()).isEqualTo(nearest.candidate().key());
    assertThat(json.get("nearest_miss").get("missed")).hasSize(2);

    assertThat(query("cpu = \"none\" and macs > 0").answer(List.of(stored.at("r"))).miss().lines())
        .containsExactly(
            "no point satisfies the condition; there is no nearest miss, as no candidate keeps what"
                + " has no distance",
            "  cpu = none is kept by 0 of 60",
            "  macs > 0 is kept by 60 of 60");
  }

  @Test
  void latenciesAreTheLastThatWereMeasuredToSearchBy() throws IOException {
    RunDirectory run = stored.measured("r", 3, 5, "objectives=[top1-error,latency-ms,size-bytes]");
    List<Measurement> all = StoredRuns.measurements(CONFIG, 3, 5);
    StoredRuns.time(run, all.get(0).candidate(), Timing.Purpose.SEARCH, 9);
    StoredRuns.time(run, all.get(0).candidate(), Timing.Purpose.SEARCH, 2.5);
    StoredRuns.time(run, all.get(0).candidate(), Timing.Purpose.CONFIRMATION, 7);
    StoredRuns.time(run, all.get(1).candidate(), Timing.Purpose.CONFIRMATION, 1);

    FrontAnswer answer =
        query("latency-ms < 3 and latency-p90-ms > 2.7").answer(List.of(stored.at("r")));
    JsonNode json = new ObjectMapper().readTree(answer.json());

    assertThat(keys(json)).containsExactly(all.get(0).candidate().key());
    assertThat(json.get("points").get(0).get("latency_ms").asDouble()).isEqualTo(2.5);
    assertThat(json.get("skipped").asInt()).isEqualTo(2);
    assertThat(answer.remarks())
        .singleElement()
        .asString()
        .startsWith("2 measured candidates are skipped: they lack one of top1-error, latency-ms");
  }

  @Test
  void whatWasConfirmedIsShownAndCanBeAskedFor() throws IOException {
    stored.measured("r", 3, 5);
    List<String> keys =
        StoredRuns.measurements(CONFIG, 3, 5).stream().map(m -> m.candidate().key()).toList();
    Files.writeString(
        root.resolve("r/front.csv"),
        "key,test_top1_error_percent,standing,architecture\n%s,7.25,confirmed,a\n%s,8,dominated,a\n"
            .formatted(keys.get(0), keys.get(1)));

    FrontAnswer answer =
        new FrontQuery("test-top1-error <= 8", "test-top1-error", "", 9, FrontQuery.Scope.FRONT)
            .answer(List.of(stored.at("r")));

    JsonNode point = new ObjectMapper().readTree(answer.json()).get("points").get(0);
    assertThat(point.get("key").asText()).isEqualTo(keys.get(0));
    assertThat(point.get("test_top1_error_percent").asDouble()).isEqualTo(7.25);
    assertThat(answer.text()).contains("test-top1-error (%)", "standing", "7.25", "confirmed");
    assertThat(keys(json(query("standing = dominated"), "r"))).containsExactly(keys.get(1));

    Files.writeString(root.resolve("r/front.csv"), "hello\n1\n");
    assertThatThrownBy(() -> query("").answer(List.of(stored.at("r"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("front.csv is not as a search wrote it");
  }

  @Test
  void severalRunsHaveOneFront() throws IOException {
    stored.measured("a", 80, 1);
    stored.measured("b", 90, 2, "objectives=[size-bytes,macs,top1-error]");
    stored.measured("c", 80, 1); // All of it is a's.
    List<Measurement> all = new ArrayList<>(StoredRuns.measurements(CONFIG, 80, 1));
    all.addAll(StoredRuns.measurements(CONFIG, 90, 2));

    FrontAnswer answer = query("").answer(List.of(stored.at("a"), stored.at("b"), stored.at("c")));

    JsonNode json = new ObjectMapper().readTree(answer.json());
    assertThat(keys(json)).containsExactlyInAnyOrderElementsOf(expected(all, one -> true));
    assertThat(StreamSupport.stream(json.get("points").spliterator(), false))
        .extracting(point -> point.get("run").asText())
        .contains("a", "b")
        .doesNotContain("c");
    assertThat(answer.text()).contains(" run ", " a ", " b ");
    assertThat(answer.csv()).startsWith("run,key,top1_error_percent,size_bytes,standing,");
    assertThat(answer.remarks())
        .containsExactly(
            "run b also searches for macs, which does not count here: not all runs do");
    assertThat(keys(json(query("run = b"), "a", "b"))).isNotEmpty();
  }

  @Test
  void runsThatHaveNothingInCommonAreRefused() {
    stored.measured("a", 2, 1, "objectives=[top1-error]");
    stored.measured("b", 2, 1, "objectives=[macs,loss]");

    assertThatThrownBy(() -> query("").answer(List.of(stored.at("a"), stored.at("b"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no objective in common: a searches for top1-error; b searches for");
  }

  @Test
  void anEmptyAFailedAndNoRunAreTold() {
    stored.open("empty");
    RunDirectory failed = stored.measured("failed", 0, 1);

    assertThatThrownBy(() -> query("").answer(List.of(stored.at("empty"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds no measurement yet");
    assertThatThrownBy(() -> query("").answer(List.of(stored.at("failed"))))
        .hasMessageContaining(
            "%s holds no measurement: all 1 candidates failed", failed.directory());
    assertThatThrownBy(() -> query("").answer(List.of(stored.at("none"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("none is not a run: it holds no config.conf");
    stored.measured("full", 5, 1);
    assertThat(query("").answer(List.of(stored.at("empty"), stored.at("full"))).isFeasible())
        .isTrue();
  }

  @Test
  void filesThatCannotBeReadAreLeftOutAndNamed() throws IOException {
    stored.measured("r", 5, 1);
    Path store = root.resolve("r/measurements");
    Files.write(store.resolve("outcomes-000002.parquet"), "torn".getBytes(StandardCharsets.UTF_8));

    FrontAnswer answer = query("").answer(List.of(stored.at("r")));

    assertThat(answer.isFeasible()).isTrue();
    assertThat(answer.remarks())
        .singleElement()
        .asString()
        .contains("outcomes-000002.parquet: it is torn or not Parquet", "it is left alone");
  }

  @Test
  void rowsOfFilesWithoutAnObjectivesColumnAreSkippedWhereItIsAskedFor() throws IOException {
    RunDirectory run = stored.open("r");
    List<Measurement> all = StoredRuns.measurements(CONFIG, 4, 1);
    StoredRuns.append(run, Objectives.SCORED, List.of(new StoredOutcome(0, 0, all.get(0))));
    List<StoredOutcome> older =
        IntStream.range(1, 4)
            .mapToObj(
                i -> {
                  var scores = new TreeMap<>(all.get(i).scores().values());
                  scores.remove("bops");
                  return new StoredOutcome(
                      1,
                      i,
                      new Measurement(
                          all.get(i).candidate(), Scores.of(scores), all.get(i).provenance()));
                })
            .toList();
    Files.move(
        root.resolve("r/measurements/outcomes-000001.parquet"),
        root.resolve("r/measurements/outcomes-000005.parquet"));
    RunDirectory other = stored.open("other");
    StoredRuns.append(
        other,
        Objectives.SCORED.stream().filter(one -> !one.equals(Objectives.BOPS)).toList(),
        older);
    Files.copy(
        root.resolve("other/measurements/outcomes-000001.parquet"),
        root.resolve("r/measurements/outcomes-000001.parquet"));

    assertThat(json(query("bops > 0"), "r").get("skipped").asInt()).isEqualTo(3);
    assertThat(json(query(""), "r").get("skipped").asInt()).isZero();
  }

  private void assertFront(List<Measurement> all, String where, Predicate<Measurement> condition)
      throws IOException {
    List<String> expected = expected(all, condition);
    assertThat(expected).isNotEmpty();
    assertThat(keys(json(query(where), "r"))).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** By comparing all with all. */
  private static List<String> expected(List<Measurement> all, Predicate<Measurement> condition) {
    List<Measurement> some = all.stream().filter(condition).toList();
    return some.stream()
        .filter(
            one ->
                some.stream()
                    .noneMatch(
                        other ->
                            ParetoFront.dominates(
                                other.scores().canonical(OBJECTIVES),
                                one.scores().canonical(OBJECTIVES))))
        .map(one -> one.candidate().key())
        .toList();
  }

  private static double score(Measurement measurement, String name) {
    return measurement.scores().values().get(name);
  }

  private static FrontQuery query(String where) {
    return new FrontQuery(where, "", "", Integer.MAX_VALUE, FrontQuery.Scope.FRONT);
  }

  private JsonNode json(FrontQuery query, String... runs) throws IOException {
    return new ObjectMapper()
        .readTree(query.answer(List.of(runs).stream().map(stored::at).toList()).json());
  }

  private static List<String> keys(JsonNode answer) {
    return StreamSupport.stream(answer.get("points").spliterator(), false)
        .map(point -> point.get("key").asText())
        .toList();
  }
}
