package io.quarry.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.config.SearchConfig;
import io.quarry.objective.Objective;
import io.quarry.store.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {
  private static final List<Objective> KNOWN =
      List.of(
          Objective.minimize("top1-error", "top1_error_percent", "%"),
          Objective.minimize("size-bytes", "size_bytes", "bytes"));

  @TempDir Path root;

  @Test
  void byDefaultAStartTakesUpTheRunOfItsName() throws IOException {
    SearchConfig config = config();
    assertThat(runs().resumed("n", config)).isEqualTo("n");
    runs().open("n", config);
    end("n", Ending.EVALUATIONS);
    assertThat(runs().resumed("n", config)).isEqualTo("n");
  }

  @Test
  void anAutomaticStartTakesUpTheLastRunUntilThatHasComeToItsEnd() throws IOException {
    SearchConfig auto = config("search.resume=auto");
    assertThat(runs().resumed("n", auto)).isEqualTo("n");
    runs().open("n", auto);
    assertThat(runs().resumed("n", auto)).as("killed before any summary").isEqualTo("n");
    for (Ending ending : List.of(Ending.NOT_YET, Ending.STOPPED, Ending.HOURS)) {
      end("n", ending);
      assertThat(runs().resumed("n", auto)).isEqualTo("n");
    }
    for (Ending ending :
        List.of(Ending.EVALUATIONS, Ending.SPACE, Ending.GAIN, Ending.EXECUTOR_HOURS)) {
      end("n", ending);
      assertThat(runs().resumed("n", auto)).isEqualTo("n-2");
    }
    runs().open("n-2", auto);
    assertThat(runs().resumed("n", auto)).isEqualTo("n-2");
    end("n-2", Ending.GAIN);
    assertThat(runs().resumed("n", auto)).isEqualTo("n-3");
    assertThat(runs().names()).containsExactly("n", "n-2");
  }

  @Test
  void anAutomaticStartOfOtherSettingsBeginsAnew() {
    runs().open("n", config("search.resume=auto"));
    assertThat(runs().resumed("n", config("search.resume=auto", "search.evaluations=7")))
        .isEqualTo("n-2");
    assertThat(runs().resumed("n", config("search.resume=auto", "search.budget.hours=7")))
        .isEqualTo("n");
  }

  @Test
  void aFreshStartTakesUpNothing() {
    SearchConfig fresh = config("search.resume=fresh");
    assertThat(runs().resumed("n", fresh)).isEqualTo("n");
    runs().open("n", fresh);
    assertThat(runs().resumed("n", fresh)).isEqualTo("n-2");
  }

  @Test
  void anUnreadableSummaryIsThatOfARunThatHasNotEnded() throws IOException {
    runs().open("n", config());
    assertThat(runs().existing("n").ended()).isEqualTo(Ending.NOT_YET);
    Files.writeString(root.resolve("runs/n/summary.json"), "{\"ended\": \"by magic\"}");
    assertThat(runs().existing("n").ended()).isEqualTo(Ending.NOT_YET);
    Files.writeString(root.resolve("runs/n/summary.json"), "{\"end");
    assertThat(runs().existing("n").ended()).isEqualTo(Ending.NOT_YET);
    Files.write(root.resolve("runs/n/summary.json"), SummaryTest.summary().json());
    assertThat(runs().existing("n").ended()).isEqualTo(Ending.EXECUTOR_HOURS);
  }

  private void end(String run, Ending ending) throws IOException {
    Files.writeString(
        root.resolve("runs").resolve(run).resolve("summary.json"),
        "{\"ended\":\"%s\"}".formatted(ending.text()));
  }

  private Runs runs() {
    Directory directory = Directory.of(root.toString(), new Configuration(false)).child("runs");
    return new Runs(directory, KNOWN);
  }

  private static SearchConfig config(String... overrides) {
    return SearchConfig.load(List.of(), List.of(overrides), KNOWN);
  }
}
