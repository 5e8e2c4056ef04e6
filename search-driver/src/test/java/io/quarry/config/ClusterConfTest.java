package io.quarry.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.score.Objectives;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that people start from must work. */
class ClusterConfTest {
  private static final Path ROOT = Path.of("../cluster-conf");

  static List<Path> searches() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("searches"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("searches")
  void everySearchIsAConfigurationNamedAfterItsFile(Path file) {
    SearchConfig config = SearchConfig.load(List.of(file), List.of(), Objectives.ALL);

    assertThat(file.getFileName()).hasToString(config.name() + ".conf");
  }

  @Test
  void theEmbeddedTaskIsTheDefault() {
    Path glyphs = ROOT.resolve("searches/glyphs.conf");

    assertThat(SearchConfig.load(List.of(glyphs), List.of(), Objectives.ALL))
        .isEqualTo(SearchConfig.load(List.of(), List.of(), Objectives.ALL));
  }

  @Test
  void sparksSettingsAreSparksAlone() throws IOException {
    Properties settings = new Properties();
    try (Reader in = Files.newBufferedReader(ROOT.resolve("spark-defaults.conf"))) {
      settings.load(in);
    }

    assertThat(settings.stringPropertyNames())
        .isNotEmpty()
        .allMatch(name -> name.startsWith("spark."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"latency/worker.conf", "latency/executors.conf"})
  void theSamplesOfTheLatencyResourceGrantOneOfIt(String file) throws IOException {
    Properties settings = new Properties();
    try (Reader in = Files.newBufferedReader(ROOT.resolve(file))) {
      settings.load(in);
    }

    assertThat(settings.stringPropertyNames())
        .anySatisfy(
            name -> {
              assertThat(name).matches("spark\\.(worker|executor)\\.resource\\.latency\\.amount");
              assertThat(settings.getProperty(name).strip()).isEqualTo("1");
            })
        .allMatch(name -> name.startsWith("spark."));
  }
}
