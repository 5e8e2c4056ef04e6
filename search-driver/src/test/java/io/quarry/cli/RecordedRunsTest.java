package io.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.outcome.Measurement;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.store.MeasurementStore;
import io.quarry.store.StoredOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The commands status, front, compare and runs. */
class RecordedRunsTest extends CliFixture {
  @Test
  void statusTellsHowARunStands() throws Exception {
    run("search", "--run", "r", "--set", "search.evaluations=70");
    out.getBuffer().setLength(0);

    assertThat(run("status", "runs/r")).isZero();
    assertThat(out.toString()).contains("not running; the next start continues", "0 of 70");
    out.getBuffer().setLength(0);
    assertThat(run("status", "runs/r", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()).get("state").asText()).isEqualTo("idle");
    out.getBuffer().setLength(0);
    assertThat(run("status", "runs/r", "--journal")).isZero();
    assertThat(out.toString()).isEmpty();

    assertThat(run("status", "runs")).isEqualTo(2);
    assertThat(err.toString()).contains("is not a run", "one of the runs in it is meant: r");
  }

  @Test
  void frontsAreTextCsvOrJsonAndAnInfeasibleConditionHasAnExitCode() throws Exception {
    run("search", "--run", "r");
    assertThat(run("front", "runs/r")).isEqualTo(Cli.BAD_INPUT);
    assertThat(err.toString()).contains("holds no measurement yet");
    measure("r");
    out.getBuffer().setLength(0);

    assertThat(run("front", "runs/r", "--plot", "40")).isZero();
    assertThat(out.toString())
        .contains(" key ", "top1-error (%)", "1 shown of 1 that satisfy the condition, of 1")
        .contains("+----");
    out.getBuffer().setLength(0);
    assertThat(run("front", "runs/r", "--csv")).isZero();
    assertThat(out.toString().lines()).hasSize(2).first().asString().startsWith("run,key,top1_");
    out.getBuffer().setLength(0);
    assertThat(run("front", "runs/r", "--json", "--where", "size-bytes < 99"))
        .isEqualTo(Cli.INFEASIBLE);
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json.get("points")).isEmpty();
    assertThat(json.get("nearest_miss").get("missed").get(0).get("missed_by").asDouble())
        .isEqualTo(1);
    assertThat(err.toString()).contains("size-bytes < 99 is missed by 1: it has 100");
    assertThat(run("front", "runs/r", "--where", "size-bites < 99")).isEqualTo(Cli.BAD_INPUT);
    assertThat(run("front", "runs/r", "--json", "--csv")).isEqualTo(Cli.BAD_INPUT);
    assertThat(run("front")).isEqualTo(Cli.BAD_INPUT);
  }

  @Test
  void runsAreHeldSideBySide() {
    run("search", "--run", "a");
    run("search", "--run", "b", "--set", "seed=2");
    measure("a");
    measure("b");
    out.getBuffer().setLength(0);

    assertThat(run("compare", "runs/a", "runs/b")).isZero();
    assertThat(out.toString()).contains("hypervolume", "b differs from a in seed");
    out.getBuffer().setLength(0);
    assertThat(run("compare", "runs/a", "runs/b", "--csv")).isZero();
    assertThat(out.toString().lines()).hasSize(3);
    assertThat(run("compare", "runs/a")).isEqualTo(Cli.BAD_INPUT);
    assertThat(run("compare", "runs/a", "runs/none")).isEqualTo(Cli.BAD_INPUT);
  }

  /** One candidate of 5 % and 100 bytes. */
  private void measure(String name) {
    Runs runs = engine.runs("runs");
    RunDirectory directory = runs.existing(name);
    Candidate candidate =
        runs.configuration(directory).searchSpace().sample(new Seeds(1).generator());
    Measurement measured =
        new Measurement(candidate, engine.point().scores(), engine.point().provenance());
    MeasurementStore.open(directory.measurements(), KNOWN, decision -> false)
        .append(List.of(new StoredOutcome(0, 0, measured)));
  }

  @Test
  void oldRunsAreDeletedWhenThatIsConfirmed() {
    run("search", "--run", "a");
    run("search", "--run", "b");
    out.getBuffer().setLength(0);

    assertThat(run("runs")).isZero();
    assertThat(out.toString()).contains("age", "front", "has not ended");
    out.getBuffer().setLength(0);
    assertThat(run("runs", "--delete-older-than", "30d", "--keep", "0")).isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(run("runs", "--delete-older-than", "month")).isEqualTo(2);
    assertThat(run("runs", "--delete-older-than", "1d", "--keep", "-1")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--delete-older-than month is no age", "--keep -1 keeps no number of runs");
    assertThat(root.resolve("runs/a")).exists();
  }
}
