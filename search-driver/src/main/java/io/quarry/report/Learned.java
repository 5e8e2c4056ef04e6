package io.quarry.report;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What the controller of a one-shot search ended with.
 *
 * @param unit what candidates cost: {@code GBOPs} or {@code bytes}
 * @param target what they were to cost
 * @param entropyNats what is still undecided: the mean entropy of a decision
 * @param mostProbable the candidate whose every decision is the most probable
 * @param lastDrawn what the last step trained, which is the result of the authors' code; none where
 *     the checkpoint does not tell
 */
public record Learned(
    String unit, double target, double entropyNats, Drawn mostProbable, List<Drawn> lastDrawn) {

  public Learned {
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(mostProbable, "mostProbable");
    lastDrawn = List.copyOf(lastDrawn);
  }

  /**
   * A candidate.
   *
   * @param decisions its canonical text
   * @param cost in the unit
   */
  public record Drawn(String key, String decisions, double cost) {}

  /** For people, on one line. */
  public String text() {
    String last =
        lastDrawn.stream()
            .map(drawn -> ", the last drawn %s".formatted(text(drawn.cost)))
            .findFirst()
            .orElse("");
    return String.format(
        Locale.ROOT,
        "%.2g nats a decision undecided; target %s %s, the most probable costs %s%s",
        entropyNats,
        text(target),
        unit,
        text(mostProbable.cost),
        last);
  }

  private static String text(double cost) {
    return String.format(Locale.ROOT, cost < 1e4 ? "%.4g" : "%.0f", cost);
  }
}
