package io.quarry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import io.quarry.score.Objectives;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFilesTest {

  @Test
  void whatAFileIncludesLiesBesideItOnItsFileSystem() {
    Map<String, String> files =
        Map.of(
            "hdfs://h/searches/nightly.conf", "include \"common/base.conf\", name = nightly",
            "hdfs://h/searches/common/base.conf", "include \"seed.conf\", name = base",
            "hdfs://h/searches/common/seed.conf", "seed = 7",
            "mine.conf", "include \"more/batch.conf\"",
            "more/batch.conf", "search.batch = 9");

    SearchConfig config = load(files, "hdfs://h/searches/nightly.conf", "mine.conf");

    assertThat(config.name()).isEqualTo("nightly");
    assertThat(config.seed()).isEqualTo(7);
    assertThat(config.search().batch()).isEqualTo(9);
  }

  @Test
  void problemsNameTheFileThatWasIncluded() {
    Map<String, String> files =
        Map.of("s3a://b/a.conf", "\ninclude \"b.conf\"", "s3a://b/b.conf", "\nsede = 3");

    assertThatThrownBy(() -> load(files, "s3a://b/a.conf"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("s3a://b/b.conf: 2: sede");
  }

  @Test
  void anIncludedFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> load(Map.of("d/a.conf", "include \"b.conf\""), "d/a.conf"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Configuration file d/b.conf does not exist");
  }

  @Test
  void filesThatIncludeOneAnotherWithoutEndAreRefused() {
    Map<String, String> files =
        Map.of("a.conf", "include \"b.conf\"", "b.conf", "include \"a.conf\"");

    assertThatThrownBy(() -> load(files, "a.conf"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("b.conf includes a.conf, at the end of 20 files")
        .hasMessageContaining("Maybe a file includes itself.");
  }

  @ParameterizedTest
  @CsvSource({"url,http://example.com/x.conf", "classpath,io/quarry/config/defaults.conf"})
  void nothingIsIncludedFromElsewhere(String kind, String what) {
    String text = "include %s(\"%s\")".formatted(kind, what);

    assertThatThrownBy(() -> load(Map.of("a.conf", text), "a.conf"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "a.conf includes %s(\"%s\"), which is not followed".formatted(kind, what));
  }

  @Test
  void theDescriptionOfATargetIsReadWhereTheConfigurationIs() {
    Map<String, String> files =
        Map.of(
            "a.conf",
            "policy { target = \"hdfs://h/chip.conf\", formats = [float32, int8] }",
            "hdfs://h/chip.conf",
            "name = chip, description = \"a chip\", runtime = none, latency = false");

    assertThat(load(files, "a.conf").policy().target().name()).isEqualTo("chip");
  }

  private static SearchConfig load(Map<String, String> files, String... locations) {
    return SearchConfig.load(
        List.of(locations),
        List.of(),
        Objectives.ALL,
        at -> Optional.ofNullable(files.get(at)).orElseThrow(() -> ConfigFiles.missing(at)));
  }
}
