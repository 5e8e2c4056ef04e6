package io.quarry.evaluate;

import java.time.Instant;

/**
 * An attempt at a task has ended.
 *
 * @param wave the task's
 * @param task its number within the wave
 * @param ending how
 * @param reason for people; empty where all went well
 * @param host where
 * @param startedAt when the attempt began
 * @param durationMs of the attempt
 */
record TaskEnd(
    int wave,
    int task,
    Ending ending,
    String reason,
    String host,
    Instant startedAt,
    double durationMs)
    implements Event {

  /** How an attempt ended. */
  enum Ending {
    /** It came to its end; what it gave no outcome for, it handed back. */
    DONE,
    /** Its executor was lost, and something that ran there may be why. */
    LOST,
    /** Its executor was taken away, or another attempt was quicker. */
    RELEASED,
    /** Its executor cannot load what it is to run. */
    UNLOADABLE,
    /** It threw, which an evaluation does not. */
    BROKEN
  }
}
