package io.quarry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.objective.Objective;
import io.quarry.problem.InputException;
import io.quarry.space.Condition;
import io.quarry.space.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableDescriptionTest {
  @TempDir Path directory;

  @Test
  void everyKeyIsRead() throws IOException {
    TableDescription read =
        load(
            """
            name = my-table, source = "somewhere", licence = MIT
            decisions = [
              { name = stage1.depth, kind = ordinal, values = [1, 2] }
              { name = code, kind = categorical, values = [007, 7, 0.20, true, "a b"]
                when { stage1.depth = [2] } }
              { name = last, kind = ordinal, values = [1e1, -2], when { code = [007], "stage1.depth" = [1, 2] } }
            ]
            objectives = [
              { name = error, unit = "%", direction = minimize, column = error_percent }
              { name = speed, unit = "1/s", direction = maximize }
            ]
            duration { column = minutes, unit = min }
            reference-point { speed = 1.5 }
            """);

    assertThat(read.name()).isEqualTo("my-table");
    assertThat(read.space().decisions())
        .containsExactly(
            Decision.ordinal("stage1.depth", List.of(1, 2)),
            Decision.categorical("code", List.of("007", "7", "0.20", "true", "a b"))
                .when(new Condition("stage1.depth", List.of("2"))),
            new Decision("last", Decision.Kind.ORDINAL, List.of("1e1", "-2"), List.of())
                .when(
                    new Condition("code", List.of("007")),
                    new Condition("stage1.depth", List.of("1", "2"))));
    assertThat(read.objectives())
        .containsExactly(
            Objective.minimize("error", "error_percent", "%"),
            new Objective("speed", "speed", "1/s", Objective.Direction.MAXIMIZE));
    assertThat(read.durationColumn()).isEqualTo("minutes");
    assertThat(read.durationUnitSeconds()).isEqualTo(60);
    assertThat(read.referencePoint()).isEqualTo(Map.of("speed", 1.5));
  }

  @Test
  void durationAndReferencePointMayBeLeftOut() throws IOException {
    TableDescription read =
        load(
            """
            name = t
            decisions = [{ name = a, kind = ordinal, values = [1] }]
            objectives = [{ name = x, unit = "", direction = minimize }]
            """);

    assertThat(read.durationColumn()).isEmpty();
    assertThat(read.referencePoint()).isEmpty();
  }

  @Test
  void allProblemsAreReportedTogetherWithTheirLines() {
    assertThatThrownBy(
            () ->
                load(
                    """
                    name = a/b
                    decisions = [
                      { name = a, kind = ordnal, values = [1, 2] }
                      { name = a, kind = ordinal, values = [x], wen { } }
                      { kind = categorical, values = [x, x], when { b = [1] } }
                      { name = c, kind = categorical, values = [], when { a = [3] } }
                    ]
                    objectives = [
                      { name = e, unit = "%", direction = down }
                      { name = e, unit = "%", direction = minimize }
                    ]
                    duration { column = t, unit = days }
                    reference-point { f = 1 }
                    """))
        .isInstanceOf(InputException.class)
        .hasMessage(
            """
            The table's description has 14 problems:
              FILE: 1: name = "a/b", but must be a text of letters, digits, dots and dashes
              FILE: 3: decisions[0].kind = "ordnal", but must be one of categorical, ordinal
              FILE: 4: decisions[1].values = ["x"], but must be numbers, as its kind is ordinal
              FILE: 4: decisions[1].wen is not a key
                Maybe decisions[1].when was meant.
              FILE: 4: decisions[1].name = "a", but must be the name of no other decision
              FILE: 5: decisions[2].name is missing
              FILE: 5: decisions[2].values = ["x","x"], but must be without repeats
              FILE: 5: decisions[2].when = {"b":[1]}, but must be { earlier-decision = [some of its values], … }
              FILE: 6: decisions[3].values = [], but must be a list [ … ], each element a text
              FILE: 6: decisions[3].when = {"a":[3]}, but must be { earlier-decision = [some of its values], … }
              FILE: 9: objectives[0].direction = "down", but must be one of maximize, minimize
              FILE: 10: objectives[1].name = "e", but must be the name of no other objective
              FILE: 12: duration.unit = "days", but must be one of h, min, ms, s
              FILE: 13: reference-point = {"f":1}, but must be values for some of e\
            """
                .replace("FILE", file().toString()));
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> TableDescription.load(file()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Configuration file %s does not exist", file());
  }

  @Test
  void aDescriptionOfStagesHasTheFixedPartsByHeightOrForAll() throws IOException {
    String byHeight = "name = vnni, source = here, licence = MIT, fixed-ms { 160 = 1.45, 224 = 2 }";

    StageTableDescription read = StageTableDescription.load(Files.writeString(file(), byHeight));
    assertThat(read.name()).isEqualTo("vnni");
    assertThat(read.fixedMs()).isEqualTo(Map.of("160", 1.45, "224", 2.0));
    Files.writeString(file(), "name = all, fixed-ms = 1.5");
    assertThat(StageTableDescription.load(file()).fixedMs()).isEqualTo(Map.of("", 1.5));
    Files.writeString(file(), "name = none");
    assertThat(StageTableDescription.load(file()).fixedMs()).isEmpty();
  }

  @Test
  void everyProblemOfADescriptionOfStagesIsNamed() throws IOException {
    Files.writeString(file(), "name = \"a b\"\nfixed-ms { 160 = fast }\nfixed = 2\n");

    assertThatThrownBy(() -> StageTableDescription.load(file()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("The description of the stages has 3 problems:")
        .hasMessageContaining(": 1: name = \"a b\", but must be a text of letters")
        .hasMessageContaining(": 2: fixed-ms.160 = \"fast\", but must be a number")
        .hasMessageContaining(": 3: fixed is not a key")
        .hasMessageContaining("Maybe fixed-ms was meant.");
  }

  private Path file() {
    return directory.resolve("table.conf");
  }

  private TableDescription load(String text) throws IOException {
    return TableDescription.load(Files.writeString(file(), text));
  }
}
