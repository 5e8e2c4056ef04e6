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
        new Summary.Evaluations(1, 2, 3),
        List.of(Objective.minimize("size-bytes", "size_bytes", "bytes")),
        new TreeMap<>(Map.of("size-bytes", 1e6)),
        0.5,
        4);
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
                "failed" : 3
              },
              "objectives" : [
                {
                  "name" : "size-bytes",
                  "column" : "size_bytes",
                  "unit" : "bytes",
                  "direction" : "MINIMIZE"
                }
              ],
              "reference_point" : {
                "size-bytes" : 1000000.0
              },
              "hypervolume" : 0.5,
              "front_size" : 4
            }
            """);
  }
}
