package io.quarry.predict.latency;

import io.quarry.predict.PredictorQuality;
import java.io.Serializable;

/**
 * How well predicted latencies agree with measured ones. Errors are relative to the measured value.
 *
 * @param count how many were compared
 * @param within5Percent the share whose error is 5 % at most, 0 … 1
 * @param within10Percent the share whose error is 10 % at most, 0 … 1
 * @param rmspePercent the root of the mean squared error, in percent
 * @param kendallTau Kendall's τ-b, −1 … 1; 0 when either side is constant
 */
public record LatencyQuality(
    int count,
    double within5Percent,
    double within10Percent,
    double rmspePercent,
    double kendallTau)
    implements Serializable {

  /**
   * Compares predictions with measured values.
   *
   * @param predictedMs as long as {@code measuredMs}, at least 2
   * @param measuredMs what was to be predicted, each more than 0
   */
  public static LatencyQuality of(double[] predictedMs, double[] measuredMs) {
    double tau = PredictorQuality.of(predictedMs, measuredMs).kendallTau();
    int n = measuredMs.length;
    int within5 = 0;
    int within10 = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double error = Math.abs(predictedMs[i] / measuredMs[i] - 1);
      within5 += error <= 0.05 ? 1 : 0;
      within10 += error <= 0.1 ? 1 : 0;
      squares += error * error;
    }
    return new LatencyQuality(
        n, (double) within5 / n, (double) within10 / n, 100 * Math.sqrt(squares / n), tau);
  }
}
