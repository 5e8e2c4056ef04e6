package io.quarry.evaluate;

import io.quarry.outcome.Timing;
import io.quarry.space.Candidate;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Times candidates' models on hosts that are meant for it. Used from one thread. */
public interface CandidateTimer {

  /**
   * Times candidates and returns when all of them are timed, or when {@code stop} is true.
   *
   * @param candidates distinct by key; their models ran before
   * @param purpose noted with each timing
   * @param paceMs what the control model took where these latencies are to compare with, in
   *     milliseconds; or {@link io.quarry.latency.ModelTimer#ANY_PACE}. Timings at another pace are
   *     unsteady
   * @param arrived gets the timings of a group of candidates as they come, on the caller's thread
   * @param stop asked a few times a second; once true, the rest is given up
   * @throws io.quarry.problem.InputException when the cluster has no hosts for it
   */
  void time(
      List<Candidate> candidates,
      Timing.Purpose purpose,
      double paceMs,
      Consumer<List<Timing>> arrived,
      BooleanSupplier stop);
}
