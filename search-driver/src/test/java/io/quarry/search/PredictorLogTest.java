package io.quarry.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.predict.PredictorQuality;
import io.quarry.tactic.PredictorReport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictorLogTest {
  private final List<String> tables = new ArrayList<>();
  private final List<String> predictions = new ArrayList<>();
  private final PredictorLog log =
      new PredictorLog(
          bytes -> tables.add(new String(bytes, StandardCharsets.UTF_8)),
          bytes -> predictions.add(new String(bytes, StandardCharsets.UTF_8)));

  @Test
  void theTableGrowsByARowWithEachReport() {
    log.accept(
        new PredictorReport(
            1,
            "top1-error",
            "ridge",
            new PredictorQuality(20, 12.34567, 0.5, 0.6),
            new PredictorQuality(8, 1, -0.25, -1),
            List.of(new PredictorReport.Row("ab", 1.23456789, 2.5))));
    log.accept(
        new PredictorReport(
            2,
            "size-bytes",
            "constant",
            new PredictorQuality(28, Double.NaN, 0, 0),
            new PredictorQuality(2, 0, 1, 1),
            List.of(
                new PredictorReport.Row("cd", 5e6, 5e6), new PredictorReport.Row("ef", -3, -4.0))));

    String header =
        "iteration,objective,learner,held_out_rows,held_out_mape_percent,held_out_kendall_tau,"
            + "held_out_spearman_rho,next_rows,next_mape_percent,next_kendall_tau,"
            + "next_spearman_rho\n";
    String first = "1,top1-error,ridge,20,12.3457,0.5000,0.6000,8,1.0000,-0.2500,-1.0000\n";
    String second = "2,size-bytes,constant,28,NaN,0.0000,0.0000,2,0.0000,1.0000,1.0000\n";
    assertThat(tables).containsExactly(header + first, header + first + second);
    String begin = "iteration,objective,key,predicted,measured\n1,top1-error,ab,1.23457,2.5\n";
    assertThat(predictions)
        .containsExactly(
            begin,
            begin + "2,size-bytes,cd,5.00000e+06,5000000.0\n2,size-bytes,ef,-3.00000,-4.0\n");
  }
}
