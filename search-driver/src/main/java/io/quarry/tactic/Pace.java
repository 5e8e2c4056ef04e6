package io.quarry.tactic;

/** Whether a tactic proposes while outcomes are missing. */
public enum Pace {
  /** It may wait until all of a batch or generation came back. */
  SYNCHRONOUS,
  /** It goes on with what came back, where it knows how to; NSGA-II waits for generations. */
  ASYNCHRONOUS
}
