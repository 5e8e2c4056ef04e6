package io.quarry.hyperspace;

import java.util.Objects;

/**
 * What one search found.
 *
 * @param winner scored on draws that no search has seen
 * @param evaluations how many spaces the search scored
 * @param spaces how many were scored in all, with those that the best was compared with
 * @param rescores how many scores were paid for to find the best of the best
 * @param seconds what all of that took
 */
public record SpaceRun(
    long seed, Rescored winner, int evaluations, int spaces, int rescores, double seconds) {
  public SpaceRun {
    Objects.requireNonNull(winner, "winner");
  }
}
