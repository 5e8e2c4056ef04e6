package io.quarry.tactic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.objective.Objective.Direction;
import io.quarry.outcome.Measurement;
import io.quarry.space.Candidate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GoalTest {
  private static final Objective SIZE = Objective.minimize("size", "size_bytes", "bytes");
  private static final Objective ACCURACY =
      new Objective("accuracy", "accuracy_percent", "%", Direction.MAXIMIZE);
  private static final Objective LATENCY = Objective.minimize("latency", "latency_ms", "ms");
  private static final Objective SPEED =
      new Objective("speed", "speed_per_s", "1/s", Direction.MAXIMIZE);

  @Test
  void targetsAreTheObjectivesAndThenWhatElseIsConstrained() {
    Goal goal = goal("latency <= 5", "size >= 10", "speed >= 3", "latency >= 1");

    assertThat(goal.targets()).containsExactly(SIZE, ACCURACY, LATENCY, SPEED);
    assertThat(goal().targets()).containsExactly(SIZE, ACCURACY);
  }

  @Test
  void valuesAreMinimised() {
    Measurement measurement =
        (Measurement)
            Outcomes.measured(
                Candidate.of(Map.of("x", "1")),
                Map.of("size", 7.0, "accuracy", 80.0, "latency", 2.0, "speed", 4.0));

    assertThat(goal("speed >= 3").values(measurement)).containsExactly(7, -80, -4);
  }

  @Test
  void violationsAddUpInTheObjectivesOwnUnits() {
    Goal goal = goal("accuracy >= 80", "latency <= 5");

    assertThat(goal.violation(new double[] {7, -80, 5})).isZero();
    // 80 − 76 of 80, and 6 − 5 of 5.
    assertThat(goal.violation(new double[] {7, -76, 5})).isCloseTo(0.05, within(1e-12));
    assertThat(goal.violation(new double[] {7, -76, 6})).isCloseTo(0.25, within(1e-12));
    assertThat(goal().violation(new double[] {7, -1})).isZero();
  }

  @Test
  void ofAnIntervalTheBetterEndCountsWhicheverSideItIs() {
    Goal goal = goal("size >= 10", "latency <= 5");

    double[] low = {8, -80, 4};
    double[] high = {12, -80, 6};
    assertThat(goal.leastViolation(low, high)).isZero();
    assertThat(goal.leastViolation(high, low)).isZero();
    // 10 − 8 of 10 at either end; latency is met at the first.
    assertThat(goal.leastViolation(low, new double[] {8, -80, 6})).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void theReferencePointHasOneValueAnObjective() {
    assertThat(goal().referencePoint()).containsExactly(100, -50);
    assertThatThrownBy(() -> new Goal(List.of(SIZE, ACCURACY), List.of(), List.of(1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 objectives, and a reference point of 1 values");
    assertThatThrownBy(() -> new Goal(List.of(), List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 objectives, and a reference point of 0 values");
  }

  private static Goal goal(String... constraints) {
    List<Objective> known = List.of(SIZE, ACCURACY, LATENCY, SPEED);
    return new Goal(
        List.of(SIZE, ACCURACY),
        List.of(constraints).stream().map(text -> Constraint.parse(text, known)).toList(),
        List.of(100.0, -50.0));
  }
}
