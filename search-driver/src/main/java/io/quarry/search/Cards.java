package io.quarry.search;

import io.quarry.config.CodeVersion;
import io.quarry.objective.Objective;
import io.quarry.onnx.ModelCard;
import io.quarry.onnx.ModelFile;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Provenance;
import io.quarry.outcome.Timing;
import io.quarry.score.Objectives;
import io.quarry.space.Candidate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Puts cards on models that are written for good. Whoever writes a point's model, and whenever, the
 * file is the same.
 *
 * @param workload that the models were measured on
 * @param timings the last timing of a candidate that it was searched by; empty where it was not
 */
record Cards(Workload workload, Function<Candidate, Optional<Timing>> timings) {

  /**
   * A model with its card.
   *
   * @param point as it stands in the store
   * @param testErrorPercent of the model, on the test split
   * @param model as it was scored
   */
  ModelFile file(Measurement point, double testErrorPercent, byte[] model) {
    Map<String, Double> scores = point.scores().values();
    TreeMap<String, Double> measured = new TreeMap<>();
    for (Objective objective : workload.scored()) {
      if (scores.containsKey(objective.name())) {
        measured.put(objective.column(), scores.get(objective.name()));
      }
    }
    measured.put(ModelCard.TEST_ERROR, testErrorPercent);
    Optional<Timing> timing = timings.apply(point.candidate());
    timing.ifPresent(
        found -> {
          measured.put(Objectives.LATENCY_MS.column(), found.latency().medianMs());
          measured.put(ModelCard.CONTROL_MS, found.latency().controlMs());
          measured.put(ModelCard.FALLEN_BACK, (double) found.fallenBack().size());
        });
    Provenance from = point.provenance();
    return ModelFile.of(
        model,
        new ModelCard(
            point.candidate(),
            workload.policy(point.candidate()),
            measured,
            timing.map(Timing::on).stream().toList(),
            from.supernetHash(),
            from.run(),
            from.codeVersion(),
            CodeVersion.text(),
            workload.task().shape(),
            workload.task().normalization(),
            workload.task().classes(),
            workload.config().renderData(),
            from.dataHash()));
  }
}
