package io.quarry.evaluate;

import io.quarry.arch.Network;
import io.quarry.data.Images;
import io.quarry.objective.Scores;
import io.quarry.score.CustomObjective;
import io.quarry.score.Natives;
import io.quarry.score.ScoredCandidate;
import io.quarry.score.ScoredModel;
import io.quarry.score.SupernetScorer;
import io.quarry.space.Candidate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Scoring by a supernet, on executors.
 *
 * @param supernet scores and exports
 * @param custom objectives of the user's, measured after the built-in ones, in this order
 */
public record SupernetScoring(SupernetScorer supernet, List<CustomObjective> custom)
    implements Scorer {

  public SupernetScoring {
    custom = List.copyOf(custom);
  }

  @Override
  public void prepare() {
    Natives.require();
  }

  @Override
  public Scores score(Candidate candidate) {
    ScoredModel scored = supernet.score(candidate);
    if (custom.isEmpty()) {
      return scored.scores();
    }
    Network network = supernet.network(candidate);
    ScoredCandidate view =
        new ScoredCandidate(candidate, network, supernet.policy(candidate, network), scored);
    Map<String, Double> values = new TreeMap<>(scored.scores().values());
    custom.forEach(objective -> values.put(objective.objective().name(), measure(objective, view)));
    return Scores.of(values);
  }

  @Override
  public byte[] model(Candidate candidate) {
    return supernet.model(candidate);
  }

  @Override
  public Finalist confirm(Candidate candidate, Images test) {
    ScoredModel scored = supernet.score(candidate);
    double testError = supernet.accuracy(scored.model(), test).top1ErrorPercent();
    return new Finalist(candidate, testError, scored.model());
  }

  private static double measure(CustomObjective objective, ScoredCandidate view) {
    double value;
    try {
      value = objective.measure(view);
    } catch (Exception e) {
      throw new CustomObjectiveException(
          "Objective %s failed".formatted(objective.objective().name()), e);
    }
    if (!Double.isFinite(value)) {
      throw new CustomObjectiveException(
          "Objective %s measured %s".formatted(objective.objective().name(), value));
    }
    return value;
  }
}
