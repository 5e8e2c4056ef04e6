package io.quarry.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.problem.InputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConstraintTest {
  private static final Objective ERROR =
      Objective.minimize("top1-error", "top1_error_percent", "%");
  private static final Objective GAIN =
      new Objective("gain", "gain", "", Objective.Direction.MAXIMIZE);
  private static final List<Objective> KNOWN = List.of(ERROR, GAIN);

  @Test
  void aTextIsReadAndWritten() {
    assertThat(Constraint.parse(" top1-error<=12.5 ", KNOWN))
        .isEqualTo(new Constraint(ERROR, Constraint.Bound.AT_MOST, 12.5));
    assertThat(Constraint.parse("gain >= -2e6", KNOWN))
        .isEqualTo(new Constraint(GAIN, Constraint.Bound.AT_LEAST, -2e6));
    assertThat(Constraint.parse("gain >= -2e6", KNOWN).text()).isEqualTo("gain >= -2000000");
    assertThat(Constraint.parse("top1-error <= 0.00", KNOWN).text()).isEqualTo("top1-error <= 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "top1-error <= 12 | 12   | 0",
        "top1-error <= 12 | 11.9 | 0",
        "top1-error <= 12 | 15   | 0.25",
        "top1-error >= 12 | 9    | 0.25",
        "top1-error >= 12 | 13   | 0",
        "top1-error <= -4 | -3   | 0.25",
        "top1-error <= 0  | 3    | 3",
      })
  void theViolationIsTheDistanceFromTheLimitInItsOwnMagnitude(
      String text, double value, double violation) {
    Constraint constraint = Constraint.parse(text, KNOWN);
    assertThat(constraint.violation(Scores.of(Map.of("top1-error", value)))).isEqualTo(violation);
  }

  @Test
  void aBarelyBrokenConstraintIsBroken() {
    Constraint constraint = Constraint.parse("top1-error <= 1e300", KNOWN);
    assertThat(constraint.violation(Scores.of(Map.of("top1-error", Math.nextUp(1e300)))))
        .isPositive();
  }

  @Test
  void anUpperBoundExcludesALowerOneAboveIt() {
    Constraint upper = Constraint.parse("gain <= 5", KNOWN);
    assertThat(upper.excludes(Constraint.parse("gain >= 6", KNOWN))).isTrue();
    assertThat(upper.excludes(Constraint.parse("gain >= 5", KNOWN))).isFalse();
    assertThat(upper.excludes(Constraint.parse("gain <= 6", KNOWN))).isFalse();
    assertThat(upper.excludes(Constraint.parse("top1-error >= 6", KNOWN))).isFalse();
  }

  @Test
  void violationsAddUp() {
    List<Constraint> constraints =
        List.of(
            Constraint.parse("top1-error <= 10", KNOWN),
            Constraint.parse("gain >= 100", KNOWN),
            Constraint.parse("gain <= 500", KNOWN));
    Scores scores = Scores.of(Map.of("top1-error", 12.0, "gain", 50.0));
    assertThat(Constraint.violation(constraints, scores)).isCloseTo(0.2 + 0.5, within(1e-12));
    assertThat(Constraint.violation(List.of(), scores)).isZero();
  }

  @Test
  void whatIsNoConstraintIsRefusedWithAdvice() {
    assertThatThrownBy(() -> Constraint.parse("top1-error < 12", KNOWN))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "\"top1-error < 12\" is no constraint%nMaybe write an objective, <= or >=, and a"
                    .formatted()
                + " number: \"top1-error <= 10\".");
    assertThatThrownBy(() -> Constraint.parse("top-error <= 12", KNOWN))
        .isInstanceOf(InputException.class)
        .hasMessage("There is no objective \"top-error\"%nMaybe top1-error was meant.".formatted());
    assertThatThrownBy(() -> Constraint.parse("gain <= many", KNOWN))
        .isInstanceOf(InputException.class)
        .hasMessage("The limit \"many\" is no finite number");
    assertThatThrownBy(() -> Constraint.parse("gain <= 1e400", KNOWN))
        .hasMessage("The limit \"1e400\" is no finite number");
    assertThatThrownBy(() -> Constraint.parse("gain <= NaN", KNOWN))
        .hasMessage("The limit \"NaN\" is no finite number");
    assertThatThrownBy(() -> new Constraint(GAIN, Constraint.Bound.AT_MOST, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The limit of gain is NaN");
  }

  @Test
  void whatWasNotMeasuredCannotBeJudged() {
    Constraint constraint = Constraint.parse("gain <= 1", KNOWN);
    assertThatThrownBy(() -> constraint.violation(Scores.of(Map.of("top1-error", 1.0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Objective gain was not measured; there are [top1-error]");
  }
}
