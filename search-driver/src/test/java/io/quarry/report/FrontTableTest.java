package io.quarry.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Latency;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Provenance;
import io.quarry.pareto.ParetoFront;
import io.quarry.space.Candidate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class FrontTableTest {
  private static final List<Objective> OBJECTIVES =
      List.of(
          Objective.minimize("top1-error", "top1_error_percent", "%"),
          Objective.minimize("size-bytes", "size_bytes", "bytes"));
  private static final Measurement SMALL = point("8,16", "int2/uint2", 31.25, 1e7);
  private static final Measurement LARGE = point("32", "int8/uint8", 4.1, 2e7);

  @Test
  void theCsvHoldsKeyObjectivesArchitectureAndPolicyInTheFrontsOrder() {
    assertThat(csv(List.of(SMALL, LARGE), Map.of()))
        .isEqualTo(
            "key,top1_error_percent,size_bytes,architecture,policy\n"
                + LARGE.candidate().key()
                + ",4.1,20000000,width=32,a.format=int8/uint8;b.format=int2/uint2\n"
                + SMALL.candidate().key()
                + ",31.25,10000000,\"width=8,16\",a.format=int2/uint2;b.format=int2/uint2\n");
  }

  @Test
  void theTestErrorHasAColumnWhereItWasMeasured() {
    assertThat(csv(List.of(SMALL, LARGE), Map.of(LARGE.candidate().key(), confirmed(5.5))))
        .startsWith(
            "key,top1_error_percent,size_bytes,test_top1_error_percent,"
                + "test_top1_error_low_percent,test_top1_error_high_percent,standing,architecture")
        .contains(",20000000,5.5,5.07,5.9642,confirmed,width=32,")
        .contains(",10000000,,,,unconfirmed,\"width=8,16\",");
  }

  @Test
  void theSamePointsGiveTheSameBytesWhateverTheirOrderAndTime() {
    assertThat(csv(List.of(LARGE, SMALL), Map.of()))
        .isEqualTo(csv(List.of(SMALL, LARGE), Map.of()));
  }

  @Test
  void theTextIsAlignedAndCountsFormats() {
    assertThat(table(List.of(SMALL, LARGE), Map.of(SMALL.candidate().key(), confirmed(30))).text())
        .isEqualTo(
            String.join(
                System.lineSeparator(),
                " key       top1-error (%)  size-bytes  test top1-error (%)  standing   formats (layers)             ",
                " %s             4.1    20000000                                  int2/uint2 ×1, int8/uint8 ×1 "
                    .formatted(LARGE.candidate().key().substring(0, 8)),
                " %s           31.25    10000000      30 [29.1, 30.9]  confirmed  int2/uint2 ×2                "
                    .formatted(SMALL.candidate().key().substring(0, 8))));
  }

  @Test
  void whatElseIsShownFollowsTheObjectives() {
    Objective layers = Objective.minimize("float32-layers", "float32_layers", "");
    Measurement point =
        new Measurement(
            SMALL.candidate(),
            Scores.of(Map.of("top1-error", 1.0, "size-bytes", 2.0, "float32-layers", 3.0)),
            SMALL.provenance());
    FrontTable table =
        new FrontTable(
            ParetoFront.of(OBJECTIVES, List.of(point)),
            List.of(layers),
            new TreeMap<>(Map.of(point.candidate().key(), confirmed(4))),
            name -> name.endsWith(".format"),
            UnaryOperator.identity());
    String csv = new String(table.csv(), UTF_8);
    assertThat(csv)
        .startsWith("key,top1_error_percent,size_bytes,float32_layers,test_top1_error_percent,")
        .contains(point.candidate().key() + ",1,2,3,4,3.6333,4.4021,confirmed,");
    assertThat(FrontTable.testErrorsOf(csv)).containsEntry(point.candidate().key(), 4.0);
    assertThat(table.text()).contains("float32-layers");
  }

  @Test
  void layersWithoutADecisionAreListedAndCountedToo() {
    FrontTable table =
        new FrontTable(
            ParetoFront.of(OBJECTIVES, List.of(LARGE)),
            List.of(),
            new TreeMap<>(),
            name -> name.endsWith(".format"),
            FrontTableTest::withTied);
    assertThat(new String(table.csv(), UTF_8))
        .endsWith(
            LARGE.candidate().key()
                + ",4.1,20000000,width=32,a.format=int8/uint8;b.format=int2/uint2;tied.format=int8/uint8\n");
    assertThat(table.text()).contains("int8/uint8 ×2, int2/uint2 ×1");
  }

  @Test
  void anEmptyFrontIsAHeaderAlone() {
    assertThat(csv(List.of(), Map.of()))
        .isEqualTo("key,top1_error_percent,size_bytes,architecture,policy\n");
  }

  @Test
  void aConfirmedLatencyHasColumnsOfItsOwn() {
    Latency float32 = new Latency(0.5, 0.5, 0.5, 1, 100, 0.5, 1, 1, true);
    Latency latency = new Latency(0.25, 0.24, 0.3, 1.6, 100, 0.5, 1, 1, true);
    Confirmed confirmed =
        new Confirmed(0, 100, List.of(latency), List.of(float32), Confirmed.Standing.DOMINATED);
    FrontTable table = table(List.of(SMALL), Map.of(SMALL.candidate().key(), confirmed));
    assertThat(new String(table.csv(), UTF_8))
        .contains(
            "high_percent,confirmed_latency_ms,confirmed_latency_p10_ms,confirmed_latency_p90_ms,"
                + "confirmed_latency_interval_percent,float32_latency_ms,standing,")
        // Wilson's upper end for none of n: z² / (n + z²).
        .contains(",0,0,3.6993,0.25,0.24,0.3,1.6,0.5,dominated,");
    assertThat(table.text())
        .contains("0 [0.0, 3.7]")
        .contains("0.25 ±0.0020")
        .contains("dominated");
  }

  private static Confirmed confirmed(double testErrorPercent) {
    return new Confirmed(
        testErrorPercent, 10000, List.of(), List.of(), Confirmed.Standing.CONFIRMED);
  }

  private static Candidate withTied(Candidate candidate) {
    Map<String, String> values = new TreeMap<>(candidate.values());
    values.put("tied.format", values.get("a.format"));
    return Candidate.of(values);
  }

  private static String csv(List<Measurement> points, Map<String, Confirmed> tests) {
    return new String(table(points, tests).csv(), UTF_8);
  }

  private static FrontTable table(List<Measurement> points, Map<String, Confirmed> tests) {
    SortedMap<String, Confirmed> sorted = new TreeMap<>(tests);
    return new FrontTable(
        ParetoFront.of(OBJECTIVES, points), sorted, name -> name.endsWith(".format"));
  }

  private static Measurement point(String width, String format, double error, double size) {
    return new Measurement(
        Candidate.of(Map.of("width", width, "a.format", format, "b.format", "int2/uint2")),
        Scores.of(Map.of("top1-error", error, "size-bytes", size)),
        new Provenance("", "", "", "", "", 1, "", "", Instant.EPOCH, 1));
  }
}
