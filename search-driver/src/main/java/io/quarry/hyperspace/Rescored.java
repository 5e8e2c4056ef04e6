package io.quarry.hyperspace;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A space and its score on fresh draws, several times.
 *
 * @param score the mean total
 * @param standardError of that mean; 0 where there was one time
 * @param parts the means under each constraint
 */
public record Rescored(StageSpace space, double score, double standardError, List<Mean> parts) {
  public Rescored {
    parts = List.copyOf(parts);
  }

  /**
   * Means under a constraint.
   *
   * @param share of the networks drawn that keep it
   * @param loss the mean of the smallest losses, over the times when a network kept it; NaN where
   *     none ever did
   * @param score of the constraint
   */
  public record Mean(double share, double loss, double score) {}

  /** From scores of one space, at least one. */
  static Rescored of(StageSpace space, List<QtScore> scores) {
    double mean = scores.stream().mapToDouble(QtScore::total).average().orElseThrow();
    double squares = scores.stream().mapToDouble(score -> Math.pow(score.total() - mean, 2)).sum();
    int count = scores.size();
    double error = count == 1 ? 0 : Math.sqrt(squares / (count - 1) / count);
    List<Mean> parts =
        IntStream.range(0, scores.get(0).parts().size())
            .mapToObj(i -> mean(scores.stream().map(score -> score.parts().get(i)).toList()))
            .toList();
    return new Rescored(space, mean, error, parts);
  }

  private static Mean mean(List<QtScore.Part> parts) {
    return new Mean(
        parts.stream().mapToDouble(QtScore.Part::share).average().orElseThrow(),
        parts.stream()
            .filter(part -> part.within() > 0)
            .mapToDouble(QtScore.Part::loss)
            .average()
            .orElse(Double.NaN),
        parts.stream().mapToDouble(QtScore.Part::score).average().orElseThrow());
  }

  /** The mean scores under each constraint. */
  double[] scores() {
    return parts.stream().mapToDouble(Mean::score).toArray();
  }

  /** Whether some network keeps some constraint. */
  boolean isFeasible() {
    return parts.stream().anyMatch(part -> part.share > 0);
  }
}
