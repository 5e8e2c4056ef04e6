package io.quarry.tactic;

import io.quarry.outcome.Outcome;
import io.quarry.space.Candidate;
import java.util.List;

/**
 * Proposes candidates and learns from outcomes.
 *
 * <p>What it proposes depends on its seed and the outcomes told alone, so a run that was cut off is
 * taken up by a new tactic with the same seed: it asks for the same candidates again, and is told
 * the outcomes that were stored. To be used from one thread.
 */
public interface SearchTactic {

  /**
   * The next candidates, none of which was asked for before.
   *
   * @param free how many at most, 0 or more
   * @return fewer than {@code free} when the tactic has to hear of earlier candidates first, or the
   *     space has no others; empty, with every outcome told, only when the space is exhausted or
   *     the tactic has nothing left to propose
   * @throws IllegalArgumentException when {@code free} is negative
   */
  List<Candidate> ask(int free);

  /**
   * Tells what became of candidates, each once. The order in which outcomes are told, in one call
   * or several, does not matter.
   *
   * @param outcomes of candidates that were asked for, or of others of the space that somebody else
   *     paid for: those are learned from as well, and never asked for from then on
   * @throws IllegalArgumentException when a candidate was told before
   */
  void tell(List<Outcome> outcomes);

  /**
   * Gives up candidates that were asked for: no outcome will come, and none is waited for.
   *
   * @throws IllegalArgumentException when a candidate is not waited for
   */
  void withdraw(List<Candidate> candidates);
}
