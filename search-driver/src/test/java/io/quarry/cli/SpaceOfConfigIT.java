package io.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.arch.Stage;
import io.quarry.config.SearchConfig;
import io.quarry.score.Objectives;
import io.quarry.search.FakeProfile;
import io.quarry.search.SparkEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four spaces of a supernet of one stage, on hosts that are made up. */
class SpaceOfConfigIT {
  private static final String CONFIG =
      """
      name = tiny
      data {
        classes = 4, size-pixels = 12
        splits { train = 320, calibration = 32, validation = 120, test = 80 }
      }
      supernet {
        stem { widths = [4], stride = 2 }
        stages = [ { blocks = [inverted, fused], depths = [1, 2], widths = [4, 8], kernels = [3]
                     expansions = [2], stride = 2 } ]
        recipe {
          batch = 32
          phases = [ { kind = largest, epochs = 1, learning-rate = 0.1, warmup-fraction = 0 } ]
        }
      }
      policy.formats = [float32, int8]
      hyperspace {
        window = 1
        distillation {
          float32.epochs = 0.2, int8.epochs = 0.1, calibration-images = 16, evaluation-images = 32
        }
      }
      execution.train-threads = 1
      """;
  private static JavaSparkContext spark;

  @TempDir Path home;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private SearchConfig config;

  @BeforeAll
  static void open() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("SpaceOfConfigIT")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  @BeforeEach
  void profile() throws IOException {
    Files.writeString(home.resolve("my.conf"), CONFIG);
    config = load();
    FakeProfile.write(config, "edge", engine().runs(runs().toString()));
  }

  @Test
  void theFoundSpaceIsARestrictionAndItsTableIsSearchedOn() throws IOException {
    assertThat(space("--latency-ms=5")).isEqualTo(Cli.OK);

    Path directory = directory();
    Path found = directory.resolve("space.conf");
    assertThat(out.toString().lines())
        .anyMatch(
            line -> line.matches("stages +.*/stages/tiny-[0-9a-f]{8}: 4 block types .*, 0 .*"))
        .anyMatch(line -> line.matches("teacher +.*safetensors \\(to be trained\\)"))
        .anyMatch(line -> line.matches("hosts +edge: cpu, .* by .*/profiles/edge.json"))
        .anyMatch(line -> line.matches("latencies +fastest network 0\\.[0-9]{4} ms, median .*"))
        .contains("spaces       4", "search       all of them, by 200 networks of each")
        .anyMatch(line -> line.matches(" +all fused +fused:[48] +[0-9.]+ .*"))
        .anyMatch(line -> line.matches("best: (fused|inverted):[48], found by seed 1"))
        .contains(found + ", the evidence beside it; search in it:")
        .contains(
            "quarry search %s --set space.restrict=%s".formatted(home.resolve("my.conf"), found));
    assertThat(err.toString()).contains("distilling 4 of 4 stages");

    Stage stage = load("space.restrict=" + found).supernet().stages().get(0);
    assertThat(stage.blocks()).hasSize(1);
    assertThat(stage.widths()).hasSize(1);
    JsonNode evidence = new ObjectMapper().readTree(directory.resolve("space.json").toFile());
    assertThat(evidence.get("space").asText())
        .isEqualTo("%s:%d".formatted(stage.blocks().get(0).label(), stage.widths().get(0)));
    assertThat(evidence.get("alternatives")).hasSize(2);
    String settings = Files.readString(directory.resolve("settings.conf"));
    assertThat(SearchConfig.parse(settings, "settings.conf", Objectives.ALL))
        .isEqualTo(config.onHosts("edge").withinMs(List.of(5.0)));

    clear();
    String table = directory.resolve("table").toString();
    assertThat(run("space", "--table", table, "--latency-ms=3", "--samples=200", "--random=0"))
        .isEqualTo(Cli.OK);
    assertThat(out.toString()).contains("spaces       4");

    clear();
    for (String command : List.of("status", "report")) {
      assertThat(run(command, directory.toString())).isEqualTo(Cli.BAD_INPUT);
    }
    assertThat(err.toString())
        .contains("is that of a search over spaces, which has no front")
        .contains("Maybe its space is meant: quarry search CONF --set space.restrict=" + found);
    assertThat(run("runs", "--runs", runs().toString())).isEqualTo(Cli.OK);
    assertThat(out.toString()).doesNotContain("tiny");

    clear();
    assertThat(space("--latency-ms=3,4", "--json", "--seeds=2")).isEqualTo(Cli.OK);
    assertThat(new ObjectMapper().readTree(out.toString()).get("runs")).hasSize(2);
    assertThat(err.toString()).doesNotContain("distilling").doesNotContain("training");
  }

  @Test
  void whatCannotBeCostsNothing() throws IOException {
    assertThat(space("--latency-ms=5", "--dry-run")).isEqualTo(Cli.OK);
    assertThat(space("--dry-run")).isEqualTo(Cli.OK);
    assertThat(space()).isEqualTo(Cli.BAD_INPUT);
    assertThat(space("--latency-ms=0.000001")).isEqualTo(Cli.BAD_INPUT);
    assertThat(space("--latency-ms=5", "--space=fused:16")).isEqualTo(Cli.BAD_INPUT);
    assertThat(space("--latency-ms=5", "--set=policy.target=packed")).isEqualTo(Cli.BAD_INPUT);

    assertThat(err.toString())
        .containsPattern(
            "No constraint is given: the fastest of all networks takes 0\\.[0-9]{4} ms, the median"
                + " of random ones 0\\.[0-9]{4} ms\\RMaybe --latency-ms 0\\.[0-9]+, or hyperspace")
        .containsPattern("No space of tiny has a network within 1.0E-6 ms: the fastest takes 0\\.0")
        .contains("fused:16: stage 1 has no window 16; there are 4, 8")
        .contains("Target packed has no latency");
    try (Stream<Path> left = Files.list(runs())) {
      assertThat(left).containsExactly(runs().resolve("profiles"));
    }
  }

  private int space(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "space",
                home.resolve("my.conf").toString(),
                "--host-class=edge",
                "--runs=" + runs(),
                "--random=2",
                "--samples=200",
                "--final-samples=400",
                "--best=5"));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    return new Cli(
            engine(),
            new FakeExports(),
            Objectives.ALL,
            () -> false,
            new PrintWriter(out, true),
            new PrintWriter(err, true))
        .run(arguments);
  }

  private static SparkEngine engine() {
    return new SparkEngine("local[2]", new Configuration(), () -> spark);
  }

  private Path runs() {
    return home.resolve("runs");
  }

  /** That of the one search over spaces. */
  private Path directory() throws IOException {
    try (Stream<Path> inner = Files.list(runs())) {
      return inner
          .filter(path -> path.getFileName().toString().startsWith("tiny-space-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private SearchConfig load(String... overrides) {
    return SearchConfig.load(List.of(home.resolve("my.conf")), List.of(overrides), Objectives.ALL);
  }

  private void clear() {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
  }
}
