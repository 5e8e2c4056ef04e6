package io.quarry.search;

import io.quarry.predict.PredictorQuality;
import io.quarry.tactic.PredictorReport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs how good predictors are, warns when they are bad, and keeps all of it as a table. */
final class PredictorLog implements Consumer<PredictorReport> {
  private static final Logger LOG = LoggerFactory.getLogger(PredictorLog.class);

  /** Below it, of two candidates more than a quarter of the pairs are in the wrong order. */
  private static final double LOW_TAU = 0.5;

  /** A batch of fewer says little about an order. */
  private static final int FEW_ROWS = 10;

  private static final String HEADER =
      "iteration,objective,learner,held_out_rows,held_out_mape_percent,held_out_kendall_tau,"
          + "held_out_spearman_rho,next_rows,next_mape_percent,next_kendall_tau,next_spearman_rho\n";

  private static final String PREDICTIONS_HEADER = "iteration,objective,key,predicted,measured\n";

  private final List<PredictorReport> reports = new ArrayList<>();
  private final StringBuilder predictions = new StringBuilder(PREDICTIONS_HEADER);
  private final Consumer<byte[]> table;
  private final Consumer<byte[]> predictionsTable;

  /**
   * A log.
   *
   * @param table gets all of the table, CSV in UTF-8, after each report
   * @param predictionsTable gets all that was predicted, and what was then measured, likewise
   */
  PredictorLog(Consumer<byte[]> table, Consumer<byte[]> predictionsTable) {
    this.table = table;
    this.predictionsTable = predictionsTable;
  }

  @Override
  public void accept(PredictorReport report) {
    String text =
        String.format(
            Locale.ROOT,
            "Iteration %d, %s by %s: tau %.2f on %d rows held out, %.2f on the next %d",
            report.iteration(),
            report.objective(),
            report.learner(),
            report.heldOut().kendallTau(),
            report.heldOut().rows(),
            report.nextBatch().kendallTau(),
            report.nextBatch().rows());
    if (isLow(report.heldOut())) {
      LOG.warn("{}; such predictions hardly guide the search yet", text);
    } else {
      LOG.info("{}", text);
    }
    reports.add(report);
    table.accept(csv().getBytes(StandardCharsets.UTF_8));
    for (PredictorReport.Row row : report.rows()) {
      predictions.append(report.iteration()).append(',').append(report.objective()).append(',');
      predictions.append(row.key()).append(',');
      predictions.append(String.format(Locale.ROOT, "%.6g", row.predicted())).append(',');
      predictions.append(row.measured()).append('\n');
    }
    predictionsTable.accept(predictions.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isLow(PredictorQuality quality) {
    return quality.rows() >= FEW_ROWS && quality.kendallTau() < LOW_TAU;
  }

  private String csv() {
    StringBuilder csv = new StringBuilder(HEADER);
    for (PredictorReport report : reports) {
      csv.append(report.iteration()).append(',').append(report.objective()).append(',');
      csv.append(report.learner()).append(',').append(columns(report.heldOut())).append(',');
      csv.append(columns(report.nextBatch())).append('\n');
    }
    return csv.toString();
  }

  private static String columns(PredictorQuality quality) {
    return String.format(
        Locale.ROOT,
        "%d,%.4f,%.4f,%.4f",
        quality.rows(),
        quality.mapePercent(),
        quality.kendallTau(),
        quality.spearmanRho());
  }
}
