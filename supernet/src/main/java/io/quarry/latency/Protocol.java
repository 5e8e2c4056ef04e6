package io.quarry.latency;

import io.quarry.problem.InputException;
import java.io.Serializable;

/**
 * How models are timed.
 *
 * <p>Models are timed in turns: each turn of a model runs it unmeasured until the caches hold it,
 * then measures some runs; their median is one value. After at least six turns the interval of the
 * median of these values (95 %, order statistics) is looked at, and turns go on until it is narrow
 * enough or the model's time is spent. Turns lie apart, so that a short disturbance shows up in few
 * of them and a long one in the interval.
 *
 * @param batch images of one run, positive
 * @param threads of one run, positive
 * @param intervalPercent the whole interval is to be this wide at most, in percent of the median
 * @param capMs most time for one model, in milliseconds
 * @param driftPercent the control model's median may change so much while a group of models is
 *     timed, and since the pace was set that the group is held to, in percent; a group with more is
 *     void
 * @param attempts how often a group is timed until its last result is kept as unsteady, positive
 */
public record Protocol(
    int batch, int threads, double intervalPercent, double capMs, double driftPercent, int attempts)
    implements Serializable {

  public Protocol {
    if (batch < 1 || threads < 1 || attempts < 1) {
      throw new InputException(
          "Latency with batch %d, %d threads and %d attempts".formatted(batch, threads, attempts),
          "each of them is 1 or more.");
    }
  }

  /** The same with other batches and threads. */
  public Protocol with(int otherBatch, int otherThreads) {
    return new Protocol(otherBatch, otherThreads, intervalPercent, capMs, driftPercent, attempts);
  }
}
