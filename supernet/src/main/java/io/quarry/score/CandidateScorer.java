package io.quarry.score;

import io.quarry.arch.Network;
import io.quarry.objective.Scores;
import io.quarry.onnx.ModelWriter;
import io.quarry.quantize.Calibration;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import io.quarry.quantize.QuantizedNetwork;
import java.util.Map;

/**
 * Scores candidates: quantizes a calibrated network, writes it as ONNX and runs that very model
 * over the images. Thread-safe; what native memory a candidate takes is given back.
 *
 * @param settings how numbers are brought into formats
 * @param accuracy runs the models
 */
public record CandidateScorer(PolicySettings settings, AccuracyScorer accuracy) {

  /**
   * Scores one candidate.
   *
   * @param calibration of its architecture
   * @param policy formats for all of its layers
   * @param metadata what the model is to say of itself
   */
  public ScoredModel score(Calibration calibration, Policy policy, Map<String, String> metadata) {
    Network network = calibration.folded().network();
    Stopwatch stopwatch = new Stopwatch();
    QuantizedNetwork quantized = QuantizedNetwork.of(calibration, policy, settings);
    stopwatch.quantized();
    byte[] model = ModelWriter.bytes(quantized, metadata);
    stopwatch.exported();
    Accuracy measured = accuracy.score(model, stopwatch);
    Costs costs = Costs.of(network, policy, settings.weightGranularity());
    return new ScoredModel(scores(measured, costs), measured, stopwatch.stop(), model);
  }

  /** The model that {@link #score} scores. */
  byte[] model(Calibration calibration, Policy policy, Map<String, String> metadata) {
    return ModelWriter.bytes(QuantizedNetwork.of(calibration, policy, settings), metadata);
  }

  private static Scores scores(Accuracy accuracy, Costs costs) {
    return Scores.of(
        Map.of(
            Objectives.TOP1_ERROR.name(), accuracy.top1ErrorPercent(),
            Objectives.LOSS.name(), accuracy.lossNats(),
            Objectives.SIZE_BYTES.name(), (double) costs.sizeBytes(),
            Objectives.MACS.name(), (double) costs.macs(),
            Objectives.BOPS.name(), (double) costs.bops()));
  }
}
