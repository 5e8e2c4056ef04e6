package io.quarry.search;

import io.quarry.config.CodeVersion;
import io.quarry.evaluate.Host;
import io.quarry.onnx.ModelFile;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Provenance;
import io.quarry.problem.InputException;
import io.quarry.score.ScoredModel;
import io.quarry.score.SupernetScorer;
import io.quarry.train.Checkpoint;
import java.util.Map;

/**
 * Makes models of measured candidates anew, from the supernet beside their run, in this process.
 * Images and supernet are loaded once.
 */
final class Rebuild {
  private final Workload workload;
  private final String supernet;
  private final String supernetHash;
  private final String dataHash;
  private final SupernetScorer scorer;
  private final Cards cards;

  private Rebuild(StoredRun run, Workload workload, String supernet, Checkpoint checkpoint) {
    this.workload = workload;
    this.supernet = supernet;
    this.supernetHash = checkpoint.hash();
    this.dataHash = workload.task().evaluationHash();
    this.scorer = workload.scorer(checkpoint);
    this.cards = new Cards(workload, run::timing);
  }

  /**
   * Loads the images and the supernet of a run.
   *
   * @throws InputException when either is missing
   */
  static Rebuild of(StoredRun run, RemoteImages images) {
    Supernets supernets = new Supernets(run.runs());
    supernets.existing(run.config()); // Or told so before the images are loaded, which takes long.
    Workload workload = images.workload(run.config());
    return new Rebuild(
        run, workload, supernets.location(run.config()), supernets.existing(workload));
  }

  /**
   * The model of a candidate, with its card.
   *
   * @throws InputException when it is not the model that was measured
   */
  ModelFile file(Measurement point) {
    requireSameOrigin(point);
    ScoredModel scored = scorer.score(point.candidate());
    requireSameScores(point, scored.scores().values());
    double testError = scorer.accuracy(scored.model(), workload.task().test()).top1ErrorPercent();
    return cards.file(point, testError, scored.model());
  }

  private void requireSameOrigin(Measurement point) {
    Provenance from = point.provenance();
    if (!from.supernetHash().equals(supernetHash)) {
      throw new InputException(
          "Candidate %s was measured on supernet %s, but %s is %s: the supernet changed"
              .formatted(point.candidate().key(), from.supernetHash(), supernet, supernetHash),
          "it was trained again elsewhere; a new search measures on this one.");
    }
    if (!from.dataHash().equals(dataHash)) {
      throw new InputException(
          "Candidate %s was measured on images of hash %s, but the run's images have %s: they changed"
              .formatted(point.candidate().key(), from.dataHash(), dataHash),
          "their files were replaced.");
    }
  }

  /** Every score that scoring gives again must be the one in the store, to the last bit. */
  private static void requireSameScores(Measurement point, Map<String, Double> again) {
    Map<String, Double> stored = point.scores().values();
    for (Map.Entry<String, Double> score : again.entrySet()) {
      Double before = stored.get(score.getKey());
      if (before != null && !before.equals(score.getValue())) {
        throw new InputException(
            "Candidate %s has %s %s, but %s when it is scored again; supernet and images are the same"
                .formatted(point.candidate().key(), score.getKey(), before, score.getValue()),
            reason(point.provenance()));
      }
    }
  }

  private static String reason(Provenance from) {
    return CodeVersion.text().equals(from.codeVersion())
        ? "the processor matters: it was measured on %s, and this is %s."
            .formatted(from.cpu(), Host.current().cpu())
        : "the code changed: it was measured by %s, and this is %s."
            .formatted(from.codeVersion(), CodeVersion.text());
  }
}
