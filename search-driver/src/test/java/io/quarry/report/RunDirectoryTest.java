package io.quarry.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.config.SearchConfig;
import io.quarry.objective.Objective;
import io.quarry.problem.InputException;
import io.quarry.store.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunDirectoryTest {
  private static final List<Objective> KNOWN =
      List.of(
          Objective.minimize("top1-error", "top1_error_percent", "%"),
          Objective.minimize("size-bytes", "size_bytes", "bytes"));

  @TempDir Path root;

  @Test
  void aNewRunHoldsItsCompleteConfiguration() {
    SearchConfig config = config("seed=5");

    RunDirectory run = runs().open("r", config);

    Path file = root.resolve("runs/r/config.conf");
    assertThat(SearchConfig.load(List.of(file), List.of(), KNOWN)).isEqualTo(config);
    assertThat(run.name()).isEqualTo("r");
    assertThat(run.measurements().localPath()).contains(root.resolve("runs/r/measurements"));
    assertThat(run.models().localPath()).contains(root.resolve("runs/r/models"));
  }

  @Test
  void namesTellTheConfigurationByItsHash() {
    SearchConfig config = config("name=mine");

    assertThat(Runs.defaultName(config)).isEqualTo("mine-" + config.hash().substring(0, 8));
    assertThat(Runs.supernetFile(config))
        .isEqualTo("mine-" + config.supernetHash().substring(0, 8) + ".safetensors");
    assertThat(runs().supernets().localPath()).contains(root.resolve("runs/supernets"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../x",
        "..",
        ".",
        ".hidden",
        "a/b",
        "/tmp/x",
        "a\\b",
        "file:/tmp/x",
        "supernets",
        "profiles",
        "stages",
        "a b",
        "",
        "a\nb"
      })
  void aNameThatIsNoDirectoryOfTheRunsIsRefused(String name) {
    for (ThrowingCallable asked :
        List.<ThrowingCallable>of(
            () -> runs().open(name, config("seed=5")), () -> runs().location(name))) {
      assertThatThrownBy(asked)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("A run cannot be called \"" + name + "\"");
    }
    assertThat(root.resolve("runs")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key,test_top1_error_percent\n../../x,3\n",
        "key,test_top1_error_percent\n0123\n",
        "key,test_top1_error_percent\n,3\n"
      })
  void keysOfAFrontThatAreNoneAreRefused(String csv) throws IOException {
    RunDirectory run = runs().open("r", config("seed=5"));
    Files.writeString(root.resolve("runs/r/front.csv"), csv);

    for (ThrowingCallable asked : List.<ThrowingCallable>of(run::frontKeys, run::confirmed)) {
      assertThatThrownBy(asked)
          .isInstanceOf(InputException.class)
          .hasMessageContaining(root.resolve("runs/r") + "/front.csv is not as a search wrote it: ")
          .hasMessageContaining("Maybe delete it");
    }
  }

  @Test
  void aConfigurationThatIsTooLargeIsRefusedUnread() throws IOException {
    runs().open("r", config("seed=5"));
    Files.write(root.resolve("runs/r/config.conf"), new byte[(1 << 20) + 1]);

    assertThatThrownBy(() -> runs().open("r", config("seed=5")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("config.conf has 1048577 bytes, more than the 1048576");
  }

  @Test
  void theSameConfigurationOpensItsRunAgainHoweverItIsExecuted() {
    runs().open("r", config("seed=5"));

    SearchConfig other = config("seed=5", "execution.train-threads=3", "search.budget.hours=2");
    RunDirectory run = runs().open("r", other);

    assertThat(root.resolve("runs/r/config.conf")).content().contains("train-threads=0");
    run.write(other);
    assertThat(root.resolve("runs/r/config.conf")).content().contains("train-threads=3");
  }

  @Test
  void aRunOfAnotherConfigurationIsRefusedAndStaysAsItIs() throws IOException {
    SearchConfig stored = config("name=old", "seed=5");
    SearchConfig other = config("name=new", "seed=6", "policy.formats=[int8]");
    runs().open("r", stored);
    byte[] before = Files.readAllBytes(root.resolve("runs/r/config.conf"));

    assertThatThrownBy(() -> runs().open("r", other))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(root.resolve("runs/r").toString())
        .hasMessageContaining("old (hash " + stored.hash())
        .hasMessageContaining("new (hash " + other.hash())
        .hasMessageContaining("they differ in policy.formats, seed")
        .hasMessageContaining("Maybe another --run is meant");
    assertThat(root.resolve("runs/r/config.conf")).hasBinaryContent(before);
  }

  @Test
  void aDirectoryOfSomethingElseIsRefused() throws IOException {
    Files.createDirectories(root.resolve("runs/r"));
    Files.writeString(root.resolve("runs/r/thesis.tex"), "");

    assertThatThrownBy(() -> runs().open("r", config()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is not that of a run: it holds thesis.tex, but no config.conf");
    assertThat(root.resolve("runs/r")).isDirectoryNotContaining("glob:**config.conf");
  }

  @Test
  void aStoredConfigurationThatCannotBeReadIsRefused() throws IOException {
    Files.createDirectories(root.resolve("runs/r"));
    Files.writeString(root.resolve("runs/r/config.conf"), "sede = 1");

    assertThatThrownBy(() -> runs().open("r", config()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(root.resolve("runs/r") + "/config.conf: 1: sede is not a key")
        .hasMessageContaining("Maybe another version of Quarry wrote it");
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(root.resolve("runs"), "in the way");

    assertThatThrownBy(() -> runs().open("r", config()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(root.resolve("runs/r") + " cannot be written");
  }

  @Test
  void theSummaryIsWrittenAsJson() {
    RunDirectory run = runs().open("r", config());

    run.write(SummaryTest.summary());

    assertThat(root.resolve("runs/r/summary.json")).hasBinaryContent(SummaryTest.summary().json());
  }

  private Runs runs() {
    Directory directory = Directory.of(root.toString(), new Configuration(false)).child("runs");
    return new Runs(directory, KNOWN);
  }

  private static SearchConfig config(String... overrides) {
    return SearchConfig.load(List.of(), List.of(overrides), KNOWN);
  }
}
