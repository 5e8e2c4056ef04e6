package io.quarry.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Provenance;
import io.quarry.space.Candidate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class NearestMissTest {
  private static final List<Objective> KNOWN =
      List.of(
          Objective.minimize("top1-error", "top1_error_percent", "%"),
          Objective.minimize("size-bytes", "size_bytes", "bytes"),
          Objective.minimize("macs", "macs", ""));

  @Test
  void tellsWhatIsBrokenAndByHowMuch() {
    List<Constraint> constraints =
        List.of(constraint("top1-error <= 12"), constraint("macs >= 8"), constraint("macs <= 99"));
    Measurement measurement =
        new Measurement(
            Candidate.of(Map.of("width", "8", "stem.format", "int8/uint8")),
            Scores.of(Map.of("top1-error", 13.123456789, "size-bytes", 100.0, "macs", 6.0)),
            new Provenance("", "", "", "", "", 1, "", "", Instant.EPOCH, 1));

    NearestMiss miss =
        NearestMiss.of(
            measurement, constraints, name -> name.endsWith(".format"), UnaryOperator.identity());

    assertThat(miss.missed())
        .extracting(NearestMiss.Missed::constraint)
        .containsExactly("top1-error <= 12", "macs >= 8");
    assertThat(miss.missed().get(1)).isEqualTo(new NearestMiss.Missed("macs >= 8", 6.0, 2.0, 0.25));
    assertThat(miss.violation()).isEqualTo(miss.missed().get(0).violation() + 0.25);
    assertThat(miss.scores()).containsEntry("size-bytes", 100.0);
    assertThat(miss.text().lines())
        .containsExactly(
            "the nearest miss is " + measurement.candidate().key(),
            "  width=8",
            "  stem.format=int8/uint8",
            "  top1-error <= 12 is missed by 1.1235: it has 13.123",
            "  macs >= 8 is missed by 2: it has 6");
  }

  private static Constraint constraint(String text) {
    return Constraint.parse(text, KNOWN);
  }
}
