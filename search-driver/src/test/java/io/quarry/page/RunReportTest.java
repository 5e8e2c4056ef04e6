package io.quarry.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.problem.InputException;
import io.quarry.store.StoredOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
  @TempDir Path root;

  @Test
  void rowsHoldWhatWasStored() throws IOException {
    StoredSearch stored = new StoredSearch(root).ended();

    ReportData data = RunReport.of(stored.location()).data();

    assertThat(data.objectives())
        .extracting(ReportData.Axis::name)
        .containsExactly("top1-error", "size-bytes");
    assertThat(data.rows()).hasSize(StoredSearch.ROWS);
    assertThat(data.rows()).filteredOn(ReportData.Row::front).hasSize(3);
    ReportData.Row row = data.rows().get(1);
    assertThat(row.key()).isEqualTo(stored.key(1).substring(0, 16));
    assertThat(row.scores()).containsExactly(20.0, 2000.0);
    // Wilson's interval of 400 of 2,000 images.
    assertThat(row.low().get(0)).isCloseTo(18.306, within(1e-3));
    assertThat(row.high().get(0)).isCloseTo(21.809, within(1e-3));
    assertThat(row.high().get(1)).isNaN();
    assertThat(row.start()).isEqualTo(1);
    assertThat(row.seconds()).isEqualTo(2);
    for (int d = 0; d < data.decisions().size(); d++) {
      String name = data.decisions().get(d).name();
      int value = row.genome().get(d);
      assertThat(value < 0 ? null : data.decisions().get(d).values().get(value))
          .isEqualTo(stored.candidates.get(1).values().get(name));
    }
    assertThat(data.confirmed())
        .first()
        .isEqualTo(
            new ReportData.Confirmed(
                2, 10.5, 9.6, 11.5, Double.NaN, Double.NaN, Double.NaN, Double.NaN, "confirmed"));
  }

  @Test
  void whatRunsAtTheSameTimeHasLanesOfItsOwn() throws IOException {
    ReportData data = RunReport.of(new StoredSearch(root).ended().location()).data();

    assertThat(data.lanes())
        .containsExactly(new ReportData.Lane("<i>h</i>", 1), new ReportData.Lane("<i>h</i>", 2));
    assertThat(data.rows()).extracting(ReportData.Row::lane).startsWith(0, 1, 0, 1, 0);
    assertThat(data.medianSeconds()).isEqualTo(2);
  }

  @Test
  void theHypervolumeGrowsWithEachPointOfTheFront() throws IOException {
    ReportData.Growth growth =
        RunReport.of(new StoredSearch(root).ended().location()).data().growth();

    // Against 90 % and 10,000 bytes: 60 · 9000, then 10 · 8000 and 10 · 6000 more.
    assertThat(growth.evaluations())
        .containsExactly(
            new ReportData.Step(0, 0),
            new ReportData.Step(1, 540_000),
            new ReportData.Step(2, 620_000),
            new ReportData.Step(3, 680_000),
            new ReportData.Step(53, 680_000));
    assertThat(growth.time()).contains(new ReportData.Step(4, 680_000));
    assertThat(growth.reference()).isEqualTo("top1-error 90, size-bytes 10000");
  }

  @Test
  void theQuestionsAreAnswered() throws IOException {
    StoredSearch stored = new StoredSearch(root).ended();

    List<ReportData.Answer> answers = RunReport.of(stored.location()).data().answers();

    assertThat(answers)
        .extracting(ReportData.Answer::question)
        .containsExactly(
            "The smallest model that loses no accuracy",
            "Which layers stayed at 8 bits or more",
            "Would more evaluations have helped?",
            "How many candidates failed, and why");
    // By the test images: 11 % is within the 11.5 % of the most accurate one, 31 % is not.
    assertThat(answers.get(0).verdict())
        .isEqualTo(
            "2,000 bytes, 5.0× smaller than the largest network in float32: candidate "
                + stored.key(1).substring(0, 8));
    assertThat(answers.get(0).row()).isEqualTo(1);
    // By the validation images none but the most accurate itself.
    assertThat(answers.get(0).lines().get(1)).contains("with 4,000 bytes and 10 %");
    assertThat(answers.get(2).verdict()).startsWith("Hardly");
    assertThat(answers.get(2).lines().get(0))
        .isEqualTo(
            "The last quarter, 13 of 53 evaluations, made the hypervolume grow by 0.00 %; the last gain"
                + " came with evaluation 3.");
    assertThat(answers.get(3).verdict()).isEqualTo("2 of 53 (3.8 %)");
    assertThat(answers.get(3).lines()).hasSize(1).first().asString().startsWith("2×: a.B: <img");
  }

  @Test
  void aRowThatLacksAnObjectiveIsToldOfAndNotOnTheFront() throws IOException {
    ReportData data = RunReport.of(new StoredSearch(root).ended().location()).data();

    ReportData.Row row = data.rows().get(5);
    assertThat(row.incomplete()).isTrue();
    assertThat(row.front()).isFalse();
    assertThat(row.scores().get(1)).isNaN();
    assertThat(data.notices())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("1 measured candidates lack");
    // Nor is it the answer, though it errs least.
    assertThat(data.answers().get(0).row()).isNotEqualTo(5);
  }

  @Test
  void formatsAndImportancesAreOfTheFrontAndTheSpace() throws IOException {
    StoredSearch stored = new StoredSearch(root).ended();

    ReportData data = RunReport.of(stored.location()).data();

    ReportData.Formats formats = data.formats();
    assertThat(formats.points()).containsExactly(2, 1, 0);
    assertThat(formats.layers()).startsWith("stem").endsWith("classifier");
    int first = formats.cells().get(0).get(0);
    assertThat(stored.candidates.get(2).value("stem.format"))
        .isEqualTo(formats.values().get(first));
    assertThat(data.importances())
        .extracting(ReportData.Importance::objective)
        .containsExactly("top1-error", "size-bytes");
    assertThat(data.importances().get(0).fitted() + data.importances().get(0).heldOut())
        .isEqualTo(51);
  }

  @Test
  void noDataOfTheRunIsMarkup() throws IOException {
    String html = new String(RunReport.of(new StoredSearch(root).ended().location()).html(), UTF_8);

    int begin = html.indexOf("id=\"data\">") + "id=\"data\">".length();
    String block = html.substring(begin, html.indexOf("</script>", begin));
    assertThat(block).doesNotContain("<", ">", "&").contains("\\u003cimg src=x");
    JsonNode json = new ObjectMapper().readTree(block);
    assertThat(json.at("/failures/0/text").asText())
        .isEqualTo(StoredSearch.CAUSE.replace("17", "13"));
    assertThat(json.at("/failures/0/count").asInt()).isEqualTo(2);
    assertThat(json.at("/rows/5/scores/1").isNull()).isTrue();
    assertThat(html.replace(block, "")).doesNotContain("onerror=alert");
    assertThat(html).doesNotContain("innerHTML = data", "src=\"http", "href=\"http");
  }

  @Test
  void lineSeparatorsOfUnicodeEndNoScript() {
    assertThat(Page.json(List.of("a\u2028b\u2029c&"))).isEqualTo("[\"a\\u2028b\\u2029c\\u0026\"]");
  }

  @Test
  void aRunWithoutOutcomesSaysSo() {
    ReportData data = RunReport.of(new StoredSearch(root).location()).data();

    assertThat(data.rows()).isEmpty();
    assertThat(data.notices())
        .first()
        .isEqualTo("Nothing has been measured yet, so there is nothing to plot.");
    assertThat(data.answers()).extracting(ReportData.Answer::verdict).containsExactly("None of 0");
  }

  @Test
  void aRunInWhichEverythingFailedSaysSo() {
    StoredSearch stored = new StoredSearch(root);
    stored.store(List.of(new StoredOutcome(0, 0, stored.outcome(3))));

    ReportData data = RunReport.of(stored.location()).data();

    assertThat(data.notices()).contains("Every candidate failed; the causes stand below.");
    assertThat(data.failures()).hasSize(1);
    assertThat(data.growth().evaluations()).isEmpty();
  }

  @Test
  void whileItSearchesAPageSaysThatItGoesOn() throws IOException {
    StoredSearch stored = new StoredSearch(root).ended();

    ReportData data = RunReport.whileSearching(stored.run, stored.config).data();

    assertThat(data.head().running()).isTrue();
    assertThat(data.notices()).anyMatch(notice -> notice.contains("reload it"));
    assertThat(data.importances()).isEmpty();
  }

  @Test
  void aStoreOfAnotherVersionIsRefusedWhereNothingElseIsThere() throws IOException {
    StoredSearch stored = new StoredSearch(root);
    Files.createDirectories(root.resolve("r/measurements"));
    Files.writeString(root.resolve("r/measurements/outcomes-000001.parquet"), "no Parquet");

    assertThatThrownBy(() -> RunReport.of(stored.location()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds no outcome that can be read")
        .hasMessageContaining("outcomes-000001.parquet");
  }

  @Test
  void whatElseCannotBeReadIsLeftOutAndToldOf() throws IOException {
    StoredSearch stored = new StoredSearch(root).ended();
    stored.write("summary.json", "{\"torn");
    stored.write("front.csv", "key,a\n\"x");
    Files.writeString(root.resolve("r/measurements/outcomes-000099.parquet"), "no Parquet");

    ReportData data = RunReport.of(stored.location()).data();

    assertThat(data.rows()).hasSize(StoredSearch.ROWS);
    assertThat(data.growth().reference()).startsWith("the worst value");
    assertThat(data.notices())
        .anyMatch(notice -> notice.startsWith("Left out: ") && notice.contains("outcomes-000099"))
        .anyMatch(notice -> notice.startsWith("Left out: front.csv is not as a search wrote it"))
        .anyMatch(notice -> notice.startsWith("Left out: summary.json is not as"));
  }
}
