package io.quarry.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of configurations that cannot be. */
class ConfigProblemsTest extends ConfigFixture {
  @Test
  void allProblemsAreReportedTogetherWithTheirLines() {
    Path file =
        write(
            """
            seed = many
            search {
              evaluatons = 10
              batch = 0
            }
            data.kind = glyps
            supernet.stages = [
              { blocks = [inverted], depths = [2, 1], widths = [8, 8], kernels = [4]
                expansion = [1], stride = 3 }
            ]
            polcy { }
            """);

    assertThatThrownBy(() -> SearchConfig.load(List.of(file), List.of("name=a/b"), KNOWN))
        .isInstanceOf(InputException.class)
        .hasMessage(
            """
            The configuration has 12 problems:
              --set name=a/b: name = "a/b", but must be a text of letters, digits, dots and dashes
              FILE: 1: seed = "many", but must be a whole number
              FILE: 6: data.kind = "glyps", but must be one of cifar-binary, glyphs, idx, image-folder
              FILE: 8: supernet.stages[0].depths = [2,1], but must be in ascending order
              FILE: 8: supernet.stages[0].widths = [8,8], but must be without repeats
              FILE: 8: supernet.stages[0].expansions is missing
              FILE: 9: supernet.stages[0].stride = 3, but must be a whole number in [1, 2]
              FILE: 8: supernet.stages[0].kernels = [4], but must be odd numbers
              FILE: 9: supernet.stages[0].expansion is not a key
                Maybe supernet.stages[0].expansions was meant.
              FILE: 4: search.batch = 0, but must be a whole number of at least 1
              FILE: 3: search.evaluatons is not a key
                Maybe search.evaluations was meant.
              FILE: 11: polcy is not a key
                Maybe policy was meant.\
            """
                .replace("FILE", file.toString()));
  }

  @Test
  void whatIsWrongWithRestrictionsIsReportedTogetherWithTheirLines() {
    Path file =
        write(
            """
            space.restrict {
              stage2.widht = [16, 32]
              stage1 { width = [8, 9], kernel = [] }
              stem.width = { a = 1 }
              classifier.format = [int8, int9]
              stage2.type = [[fused]]
              "stage1.depth" = 1, stage1.depth = 2
            }
            constraints = ["top-error <= 12", "macs < 5"]
            """);

    assertThatThrownBy(() -> SearchConfig.load(List.of(file), List.of(), KNOWN))
        .isInstanceOf(InputException.class)
        .hasMessage(
            """
            The configuration has 9 problems:
              FILE: 9: constraints[0]: There is no objective "top-error"
                Maybe top1-error was meant.
              FILE: 9: constraints[1]: "macs < 5" is no constraint
                Maybe write an objective, <= or >=, and a number: "top1-error <= 10".
              FILE: 5: space.restrict.classifier.format: There is no number format "int9"
                Maybe you mean int8? Known are float32, int8, int8-affine, uint8, uint8-symmetric, e4m3 and what else quarry formats lists.
              FILE: 3: space.restrict.stage1.kernel: stage1.kernel is left no value
                Maybe some of 3, 5 were meant.
              FILE: 3: space.restrict.stage1.width: Decision stage1.width has no value 9
                Maybe some of 4, 8, 16 were meant.
              FILE: 7: space.restrict.stage1.depth = 1, but must be given once
              FILE: 6: space.restrict.stage2.type = ["fused"], but must be a text
              FILE: 2: space.restrict.stage2.widht: There is no decision stage2.widht
                Maybe stage2.width was meant.
              FILE: 4: space.restrict.stem.width.a: There is no decision stem.width.a
                Maybe stem.width was meant.\
            """
                .replace("FILE", file.toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "search.batch = []              | search.batch = [], but must be a whole number of at least",
        "search.batch = 1.5             | search.batch = 1.5, but must be a whole number of at leas",
        "search.batch = 3000000000      | search.batch = 3000000000, but must be a whole number",
        "seed = 1e40                    | seed = 1.0E40, but must be a whole number",
        "seed = null                    | seed is missing",
        "search = 3                     | search = 3, but must be an object",
        "supernet.stages = []           | supernet.stages = [], but must be a list of objects",
        "supernet.stages = [1]          | supernet.stages[0] = 1, but must be an object",
        "supernet.stages = [{ blocks = [separable], depths = [1], widths = [8], kernels = [3],"
            + " expansions = [2], stride = 1 }] | but must be left out, for no block type here has",
        "supernet.recipe.momentum = 1   | supernet.recipe.momentum = 1, but must be a number in [0, 1)",
        "supernet.recipe.momentum = NaN | supernet.recipe.momentum = \"NaN\", but must be a number in",
        "supernet.recipe.gradient-clip=0| supernet.recipe.gradient-clip = 0, but must be a number ab",
        "supernet.recipe.augmentation.mirror = yes | must be true or false",
        "objectives = [speed]           | objectives[0] = \"speed\", but must be one of macs, size-b",
        "objectives = []                | objectives = [], but must be a list [ … ], each element on",
        "objectives = [macs, macs]      | objectives = [\"macs\",\"macs\"], but must be without rep",
        "objectives = macs              | objectives = \"macs\", but must be a list [ … ]",
        "policy.formats = [{}]          | policy.formats[0] = {}, but must be a text",
        "data.kind = cifar-binary       | data.directory is missing",
        "data { kind = cifar-binary, directory = \" \" } | data.directory = \" \", but must be a text",
        "data { kind = idx, directory = d, noise = 1 } | data.noise is not a key",
        "policy.formats = [int9]        | policy.formats[0]: There is no number format",
        "policy.formats = [int8, int8/uint8] | must be without repeats",
        "policy.first-layer = int       | policy.first-layer: There is no number format",
        "policy.weight-granularity = row| policy.weight-granularity: There is no granularity",
        "policy.weight-calibrator = max | policy.weight-calibrator: There is no calibrator",
        "policy.activation-calibrator = {} | policy.activation-calibrator = {}, but must be a te",
        "search.nsga2.populaton = 8     | search.nsga2.populaton is not a key",
        "search.nsga2.mutation-probability = 2 | = 2, but must be auto, or a number in [0, 1]",
        "search.tactic = nsga           | search.tactic = \"nsga\", but must be one of dynas-compat, fliqs, l",
        "search.mode = parallel         | search.mode = \"parallel\", but must be one of asynchronous, s",
        "search.linas.batch = 8         | search.linas.batch is not a key",
        "search.linas.initial = 0       | search.linas.initial = 0, but must be a whole number of at least 1",
        "search.linas.population = 1    | search.linas.population = 1, but must be a whole number of",
        "search.linas.least-batch = 51  | search.linas.most-batch = 50, but must be no less than least-batch",
        "constraints = \"macs <= 5\"     | constraints = \"macs <= 5\", but must be a list [ … ]",
        "constraints = [{}]             | constraints[0] = {}, but must be a text",
        "constraints = [\"macs <= 5\", \"macs >= 6\"] | but must be possible together, which macs <= 5 and",
        "constraints = [\"macs <= 5\", \"macs <= 5\"] | must be without repeats",
        "space.restrict = 3             | space.restrict: Configuration file 3 does not exist",
        "space.restict.stage1.width = 4 | space.restict is not a key",
        "space.restrict { kernel = 3, stage1.kernel = 5 } | space.restrict: stage1.kernel = [5] leaves",
        "custom-objectives = [no.Such]  | custom-objectives[0]: Class no.Such cannot be loaded: java.",
        "custom-objectives = [java.lang.String] | Class java.lang.String is no io.quarry.score.Custom",
        "custom-objectives = [\"io.quarry.config.Energy$NoConstructor\"] | NoConstructor has no public",
        "custom-objectives = [\"io.quarry.config.Energy$Throwing\"] | java.lang.IllegalStateException: no",
        "custom-objectives = [\"io.quarry.config.Energy$Taken\"] | and there is macs with macs",
        "custom-objectives = [\"io.quarry.config.Energy$Misnamed\"] | name it like energy-mj and its",
        "custom-objectives = [\"io.quarry.config.Energy$Stuck\"] | Stuck cannot travel to executors: java",
        "custom-objectives = [io.quarry.config.Energy], objectives = [energy-mj, macs] | reference-p",
        "search.reference-point.macs = 1| must be empty or give a value to each of [size-bytes, top1",
      })
  void aBadValueIsNamedWithWhatIsExpected(String text, String message) {
    assertThatThrownBy(() -> load(text))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("The configuration has a problem:")
        .hasMessageContaining(message);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> SearchConfig.load(List.of(Path.of("no.conf")), List.of(), KNOWN))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Configuration file no.conf does not exist")
        .hasMessageContaining("Maybe");
  }

  @Test
  void aFileThatIsNoHoconIsNamedWithItsLine() {
    Path file = write("seed = 1\nsearch {");

    assertThatThrownBy(() -> SearchConfig.load(List.of(file), List.of(), KNOWN))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Configuration file " + file + " cannot be read:")
        .hasMessageContaining(": 2:");
  }

  @Test
  void aSubstitutionOfNothingIsNamed() {
    assertThatThrownBy(() -> load("name = ${nothing.there}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("nothing.there");
  }
}
