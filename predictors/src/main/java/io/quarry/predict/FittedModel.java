package io.quarry.predict;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The predictor that was selected for one objective, and how good each was that stood for it. */
public final class FittedModel implements Predictor {
  private final String name;
  private final Predictor predictor;
  private final double calibration;
  private final Map<String, PredictorQuality> qualities;

  FittedModel(
      String name,
      Predictor predictor,
      double calibration,
      Map<String, PredictorQuality> qualities) {
    this.name = name;
    this.predictor = predictor;
    this.calibration = calibration;
    this.qualities = Collections.unmodifiableMap(new LinkedHashMap<>(qualities));
  }

  /** The learner that was selected. */
  public String name() {
    return name;
  }

  /** How well the selected one predicted rows that it had not seen. */
  public PredictorQuality quality() {
    return qualities.get(name);
  }

  /** How well each learner predicted rows that it had not seen, by its name. */
  public Map<String, PredictorQuality> qualities() {
    return qualities;
  }

  @Override
  public void predict(double[][] rows, double[] mean, double[] spread) {
    predictor.predict(rows, mean, spread);
    for (int i = 0; i < spread.length; i++) {
      spread[i] *= calibration;
    }
  }
}
