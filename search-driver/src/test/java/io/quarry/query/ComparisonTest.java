package io.quarry.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.config.SearchConfig;
import io.quarry.objective.Scores;
import io.quarry.outcome.Measurement;
import io.quarry.problem.InputException;
import io.quarry.report.RunDirectory;
import io.quarry.score.Objectives;
import io.quarry.store.StoredOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  private static final List<Measurement> SOME =
      StoredRuns.measurements(SearchConfig.load(List.of(), List.of(), Objectives.ALL), 3, 1);

  @TempDir Path root;

  private StoredRuns stored;

  @BeforeEach
  void open() throws IOException {
    stored = new StoredRuns(root);
    RunDirectory a = stored.open("a");
    // Its second point is behind the first; a third would be in front, but another run paid for it.
    store(a, row(0, 0, 10, 100), row(0, 1, 12, 120), row(1, 2, 20, 50));
    RunDirectory b = stored.open("b", "seed=2", "search.tactic=random");
    store(b, row(0, 0, 10, 90), row(-1, 1, 30, 80));
    Files.writeString(
        root.resolve("a/summary.json"),
        "{\"reference_point\":{\"top1-error\":40,\"size-bytes\":150},"
            + "\"seconds_by_phase\":{\"search\":7200},\"ended\":\"evaluations\"}");
    Files.writeString(
        root.resolve("a/predictors.csv"),
        "iteration,objective,next_kendall_tau\n1,loss,0.2\n2,loss,0.75\n");
  }

  @Test
  void figuresAreThoseOfClosedForms() throws IOException {
    JsonNode json = json();

    assertThat(json.get("reference_point").get("top1_error_percent").asDouble()).isEqualTo(40);
    assertThat(json.get("reference_point").get("size_bytes").asDouble()).isEqualTo(150);
    JsonNode a = json.get("runs").get(0);
    assertThat(a.get("hypervolume").asDouble()).isEqualTo(30 * 50 + 20 * 50);
    assertThat(a.get("front")).hasSize(2);
    assertThat(a.get("evaluations").asInt()).isEqualTo(3);
    assertThat(a.get("hours_search").asDouble()).isEqualTo(2);
    assertThat(a.get("tau_loss").asDouble()).isEqualTo(0.75);
    assertThat(a.get("dominated_percent").get("b").asDouble()).isEqualTo(50);
    assertThat(a.get("hypervolume_by_evaluations").toString())
        .isEqualTo("[[1,1500.0],[3,2500.0],[3,2500.0]]");
    JsonNode b = json.get("runs").get(1);
    assertThat(b.get("hypervolume").asDouble()).isEqualTo(30 * 60 + 10 * 10);
    assertThat(b.get("dominated_percent").get("a").asDouble()).isEqualTo(50);
    assertThat(b.get("reused").asInt()).isEqualTo(1);
    assertThat(b.get("evaluations").asInt()).isEqualTo(1);
    assertThat(b.get("ended").asText()).isEqualTo("not-yet");
    assertThat(b.get("differences").toString()).contains("seed", "search.tactic");
  }

  @Test
  void theTableHasAColumnARun() {
    Comparison comparison = Comparison.of(List.of(stored.at("a"), stored.at("b")));

    assertThat(comparison.text().lines().map(String::strip))
        .anyMatch(line -> line.matches("hypervolume +2500(\\.00)? +1900(\\.00)?"))
        .anyMatch(line -> line.matches("% of the largest +100.00 +76.00"))
        .anyMatch(line -> line.matches("% dominated by b +50.0"))
        .contains("hypervolumes up to top1-error 40, size-bytes 150")
        .anyMatch(line -> line.startsWith("b differs from a in "));
    assertThat(comparison.csv().lines()).hasSize(3).first().asString().startsWith("run,hyperv");
    assertThat(comparison.remarks()).isEmpty();
  }

  @Test
  void objectivesThatNotAllHaveDoNotCountAndOneRunIsNone() throws IOException {
    store(stored.open("c", "objectives=[top1-error,macs]"), row(0, 0, 9, 1));

    Comparison comparison = Comparison.of(List.of(stored.at("a"), stored.at("c")));

    assertThat(comparison.remarks())
        .contains(
            "run a also searches for size-bytes, which does not count here: not all runs do",
            "run c also searches for macs, which does not count here: not all runs do");
    assertThat(new ObjectMapper().readTree(comparison.json()).get("runs").get(1).get("front"))
        .hasSize(1);
    assertThatThrownBy(() -> Comparison.of(List.of(stored.at("a"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("One run compares with none");
    stored.open("empty");
    stored.open("void");
    assertThatThrownBy(() -> Comparison.of(List.of(stored.at("empty"), stored.at("void"))))
        .hasMessageContaining("No run holds a measurement to compare");
  }

  @Test
  void thePageHoldsTheSameFigures() throws IOException {
    Comparison comparison = Comparison.of(List.of(stored.at("a"), stored.at("b")));
    String html = new String(comparison.html(), StandardCharsets.UTF_8);

    String begin = "<script type=\"application/json\" id=\"data\">";
    int from = html.indexOf(begin) + begin.length();
    JsonNode held =
        new ObjectMapper().readTree(html.substring(from, html.indexOf("</script>", from)));
    assertThat(held.get("runs").get(0).get("front")).hasSize(2);
    assertThat(held.get("runs").get(1).get("hypervolume").asDouble()).isEqualTo(1900);
    assertThat(html).contains("fronts-plot", "growth-plot");
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper()
        .readTree(Comparison.of(List.of(stored.at("a"), stored.at("b"))).json());
  }

  private static void store(RunDirectory run, StoredOutcome... rows) {
    StoredRuns.append(run, Objectives.SCORED, List.of(rows));
  }

  private static StoredOutcome row(int batch, int number, double error, double size) {
    return new StoredOutcome(
        batch,
        number,
        new Measurement(
            SOME.get(number).candidate(),
            Scores.of(Map.of("top1-error", error, "size-bytes", size, "macs", 1.0)),
            StoredRuns.from("r")));
  }
}
