package io.quarry.score;

import io.quarry.arch.Network;
import io.quarry.objective.Scores;
import io.quarry.quantize.Policy;
import io.quarry.space.Candidate;
import java.util.Objects;

/** A candidate as {@link CustomObjective} sees it: what was built of it and measured so far. */
public final class ScoredCandidate {
  private final Candidate candidate;
  private final Network network;
  private final Policy policy;
  private final ScoredModel scored;

  /**
   * Puts a view together.
   *
   * @param network that the candidate selects
   * @param policy that the candidate decides for it
   * @param scored what came of scoring it
   */
  public ScoredCandidate(Candidate candidate, Network network, Policy policy, ScoredModel scored) {
    this.candidate = Objects.requireNonNull(candidate, "candidate");
    this.network = Objects.requireNonNull(network, "network");
    this.policy = Objects.requireNonNull(policy, "policy");
    this.scored = Objects.requireNonNull(scored, "scored");
  }

  /** Its decisions. */
  public Candidate candidate() {
    return candidate;
  }

  /** Its layers, with their shapes, weights and multiply-accumulates. */
  public Network network() {
    return network;
  }

  /** The formats of each layer. */
  public Policy policy() {
    return policy;
  }

  /** The model that was run, serialized ONNX; not a copy. */
  public byte[] model() {
    return scored.model();
  }

  /** The built-in objectives, {@link Objectives#SCORED}. */
  public Scores scores() {
    return scored.scores();
  }

  /** Loss, error and predictions by class on the validation split. */
  public Accuracy accuracy() {
    return scored.accuracy();
  }
}
