package io.quarry.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.objective.Objective;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SummaryTest {

  /** A summary with a value of its own for each field. */
  static Summary summary() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("train", 12.5);
    seconds.put("search", 3.0);
    return new Summary(
        "r",
        7,
        "0.1.0",
        BigInteger.TEN.pow(30),
        "c0",
        "50",
        "da",
        "host",
        "cpu",
        seconds,
        new Summary.Evaluations(1, 2, 3, 4, 5),
        List.of(Objective.minimize("size-bytes", "size_bytes", "bytes")),
        List.of("size-bytes <= 80"),
        new TreeMap<>(Map.of("size-bytes", 1e6)),
        0.5,
        4,
        List.of(new Summary.Timed("edge: cpu", 9, 2)),
        List.of(
            new NearestMiss(
                "k",
                "depth=1",
                "stem.format=int8/uint8",
                new TreeMap<>(Map.of("size-bytes", 100.0)),
                0.25,
                List.of(new NearestMiss.Missed("size-bytes <= 80", 100, 20, 0.25)))),
        List.of(
            new Learned(
                "GBOPs",
                0.5,
                0.0625,
                new Learned.Drawn("k", "stem.format=int8/uint8", 0.25),
                List.of(new Learned.Drawn("l", "stem.format=int4/uint4", 0.125)))),
        0.375,
        Ending.EXECUTOR_HOURS);
  }

  @Test
  void whatAControllerLearnedIsToldOnALine() {
    assertThat(summary().learned().get(0).text())
        .isEqualTo(
            "0.063 nats a decision undecided; target 0.5000 GBOPs, the most probable costs 0.2500,"
                + " the last drawn 0.1250");
  }

  @Test
  void theJsonHoldsEveryFigureUnderSnakeCaseKeys() {
    assertThat(new String(summary().json(), UTF_8))
        .isEqualTo(
            """
            {
              "run" : "r",
              "seed" : 7,
              "code_version" : "0.1.0",
              "space_size" : 1000000000000000000000000000000,
              "configuration_hash" : "c0",
              "supernet_hash" : "50",
              "data_hash" : "da",
              "host" : "host",
              "cpu" : "cpu",
              "seconds_by_phase" : {
                "train" : 12.5,
                "search" : 3.0
              },
              "evaluations" : {
                "paid" : 1,
                "from_store" : 2,
                "failed" : 3,
                "infeasible" : 4,
                "reused" : 5
              },
              "objectives" : [
                {
                  "name" : "size-bytes",
                  "column" : "size_bytes",
                  "unit" : "bytes",
                  "direction" : "MINIMIZE"
                }
              ],
              "constraints" : [
                "size-bytes <= 80"
              ],
              "reference_point" : {
                "size-bytes" : 1000000.0
              },
              "hypervolume" : 0.5,
              "front_size" : 4,
              "timed" : [
                {
                  "on" : "edge: cpu",
                  "models" : 9,
                  "unsteady" : 2
                }
              ],
              "nearest_miss" : [
                {
                  "key" : "k",
                  "architecture" : "depth=1",
                  "policy" : "stem.format=int8/uint8",
                  "scores" : {
                    "size-bytes" : 100.0
                  },
                  "violation" : 0.25,
                  "missed" : [
                    {
                      "constraint" : "size-bytes <= 80",
                      "value" : 100.0,
                      "missed_by" : 20.0,
                      "violation" : 0.25
                    }
                  ]
                }
              ],
              "learned" : [
                {
                  "unit" : "GBOPs",
                  "target" : 0.5,
                  "entropy_nats" : 0.0625,
                  "most_probable" : {
                    "key" : "k",
                    "decisions" : "stem.format=int8/uint8",
                    "cost" : 0.25
                  },
                  "last_drawn" : [
                    {
                      "key" : "l",
                      "decisions" : "stem.format=int4/uint4",
                      "cost" : 0.125
                    }
                  ]
                }
              ],
              "hypervolume_before" : 0.375,
              "ended" : "executor-hours"
            }
            """);
  }
}
