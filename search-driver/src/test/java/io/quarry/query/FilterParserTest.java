package io.quarry.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import io.quarry.score.Objectives;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FilterParserTest {
  private static final Vocabulary VOCABULARY =
      new Vocabulary(
          Objectives.ALL,
          List.of(
              SearchSpace.of(
                  List.of(
                      Decision.ordinal("stage1.kernel", List.of(3, 5)),
                      Decision.categorical("stage1.type", List.of("fused", "inverted")),
                      Decision.categorical(
                          "a.format", List.of("float32/float32", "int8/uint8", "int4/uint4")),
                      Decision.categorical(
                          "b.format", List.of("float32/float32", "int8/uint8"))))));

  @Test
  void orBindsWeakerThanAndAndNotStrongest() {
    assertThat(text("macs<1 or not macs>2 and bops=3"))
        .isEqualTo(parse("macs < 1 or ((not (macs > 2)) and bops = 3)").text())
        .isEqualTo("macs < 1 or not macs > 2 and bops = 3");
    assertThat(text("not (macs < 1 or bops < 2)")).isEqualTo("not (macs < 1 or bops < 2)");
    assertThat(text("macs < 1 AND bops < 2 And loss < 3"))
        .isEqualTo("macs < 1 and bops < 2 and loss < 3");
  }

  @Test
  void columnsUnitsExponentsAndShortFormatsAreUnderstood() {
    assertThat(text("size_bytes <= 2e5 bytes")).isEqualTo("size-bytes <= 200000");
    assertThat(text("top1-error <= 12% and latency-ms < 3ms"))
        .isEqualTo("top1-error <= 12 and latency-ms < 3");
    assertThat(text("a.format=int8 and cpu != 'a \"b\"'"))
        .isEqualTo("a.format = int8/uint8 and cpu != 'a \"b\"'");
    assertThat(text("host = \"not\"")).isEqualTo("host = \"not\"");
  }

  @Test
  void whatIsMalformedIsShownWithItsPlace() {
    assertProblem("latency-ms <=", 14, "a value is expected, and the text ends");
    assertProblem("latency-ms 3", 12, "<=, <, >=, >, = or != is expected, and there is \"3\"");
    assertProblem("latency-ms <= three", 15, "a number is expected, and there is \"three\"");
    assertProblem("latency-ms <= 3 ns", 17, "latency-ms is in ms, not in ns");
    assertProblem("(macs < 3", 10, "and, or, or ) is expected, and the text ends");
    assertProblem("macs < 3)", 9, "and, or, or the end is expected, and there is \")\"");
    assertProblem("macs < 3 and or", 14, "a name, not or ( is expected, and there is \"or\"");
    assertProblem("", 1, "a name, not or ( is expected, and the text ends");
    assertProblem("macs < 3 & bops < 2", 10, "\"&\" has no meaning");
    assertProblem("host = 'a", 8, "\"'\" has no meaning");
    assertProblem("macs < 1e999", 8, "1e999 is too large a number");
    assertProblem("host < b", 6, "host has no order, so that < means nothing");
    assertProblem("(".repeat(200) + "macs < 3", 102, "it is nested too deeply");
  }

  @Test
  void whatIsUnknownIsNamedWithWhatIsNearest() {
    assertProblem("latency <= 3", 1, "there is nothing called \"latency\"");
    assertThatThrownBy(() -> parse("macs < 1 and stage1.kernal = 3"))
        .hasMessageContaining("Maybe stage1.kernel was meant.");
    assertThatThrownBy(() -> parse("stage1.kernel = 7"))
        .hasMessageContaining("position 17: stage1.kernel never is 7")
        .hasMessageContaining("Maybe one of 3, 5 was meant.");
    assertThatThrownBy(() -> parse("format = int9x")).hasMessageContaining("position 10: ");
    assertThatThrownBy(() -> VOCABULARY.ordered("--best", "top-error"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--best top-error")
        .hasMessageContaining("Maybe top1-error was meant.");
  }

  @Test
  void theCaretStandsUnderThePlace() {
    assertThatThrownBy(() -> parse("macs < 3 and loss ! 2"))
        .hasMessageStartingWith("--where cannot be read at position 19: ")
        .message()
        .satisfies(
            message -> {
              List<String> lines = message.lines().toList();
              assertThat(lines.get(1).charAt(lines.get(2).indexOf('^'))).isEqualTo('!');
            });
  }

  @Test
  void aGroupIsAValueWhereAllAreAndIsNotWhereNoneIs() {
    Map<String, String> mixed = Map.of("a.format", "int8/uint8", "b.format", "float32/float32");
    Map<String, String> equal = Map.of("a.format", "int8/uint8", "b.format", "int8/uint8");
    assertThat(holds("format = int8", equal)).isTrue();
    assertThat(holds("format = int8", mixed)).isFalse();
    assertThat(holds("format != int8", mixed)).isFalse();
    assertThat(holds("not format != int8", mixed)).isTrue();
    assertThat(holds("format != float32", equal)).isTrue();
    assertThat(holds("stage1.kernel <= 3", Map.of("stage1.kernel", "3"))).isTrue();
    assertThat(holds("stage1.kernel <= 3", Map.of("stage1.kernel", "5"))).isFalse();
  }

  @Test
  void aComparisonOfWhatIsNotThereDoesNotHold() {
    for (String one : List.of("stage1.kernel = 3", "stage1.kernel != 3", "stage1.kernel < 9")) {
      assertThat(holds(one, Map.of())).isFalse();
      assertThat(holds("not " + one, Map.of())).isTrue();
    }
    for (String one : List.of("macs < 1", "macs >= 1", "macs != 1", "macs = 1", "host != a")) {
      assertThat(holds(one, Map.of())).isFalse();
    }
  }

  @Property(tries = 300, seed = "44")
  void aPrintedFilterReadsBackAsItself(@ForAll("filters") Filter filter) {
    assertThat(parse(filter.text())).isEqualTo(filter);
  }

  @Provide
  Arbitrary<Filter> filters() {
    Arbitrary<Filter> bounds =
        Arbitraries.of("macs", "latency-ms", "test-top1-error")
            .flatMap(
                name ->
                    Arbitraries.of(Relation.values())
                        .flatMap(
                            relation ->
                                Arbitraries.doubles()
                                    .map(
                                        limit ->
                                            new Filter.Bound(field(name), relation, limit + 0.0))));
    Arbitrary<Filter> choices =
        Arbitraries.of("host", "cpu")
            .flatMap(
                name ->
                    Arbitraries.strings()
                        .withChars("ab c()<=\"andornot-.%é")
                        .ofMinLength(1)
                        .ofMaxLength(9)
                        .map(text -> new Filter.Choice(field(name), Relation.NOT, text)));
    Arbitrary<Filter> decisions =
        Arbitraries.of(
            new Filter.Choice(field("stage1.kernel"), Relation.LESS, "4"),
            new Filter.Choice(field("format"), Relation.IS, "int8/uint8"));
    Arbitrary<Filter> filters = Arbitraries.oneOf(bounds, choices, decisions);
    for (int depth = 0; depth < 3; depth++) {
      Arbitrary<Filter> parts = filters;
      filters =
          Arbitraries.oneOf(
              parts,
              parts.map(Filter.Not::new),
              parts.list().ofMinSize(2).ofMaxSize(3).map(Filter.And::new),
              parts.list().ofMinSize(2).ofMaxSize(3).map(Filter.Or::new));
    }
    return filters;
  }

  private static void assertProblem(String text, int position, String what) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("--where cannot be read at position %d: %s", position, what)
        .hasMessageContaining(System.lineSeparator() + "Maybe ");
  }

  private static Field field(String name) {
    return VOCABULARY.field(name).orElseThrow();
  }

  private static Filter parse(String text) {
    return FilterParser.parse(text, VOCABULARY);
  }

  private static String text(String text) {
    return parse(text).text();
  }

  private static boolean holds(String text, Map<String, String> decisions) {
    return parse(text)
        .holds(
            new Filter.Values() {
              @Override
              public double number(Field field) {
                return Double.NaN;
              }

              @Override
              public String text(Field field) {
                return "";
              }

              @Override
              public String decision(String name) {
                return decisions.getOrDefault(name, "");
              }
            });
  }
}
