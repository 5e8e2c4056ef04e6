package io.quarry.search;

import io.quarry.problem.InputException;
import io.quarry.store.WriteGuard;

/** The end of a process: from the n-th step of writing on, it does nothing any more. */
final class Crash implements WriteGuard {
  private final int lastStep;
  private int step;

  /**
   * A process that ends before a step.
   *
   * @param lastStep from 1
   */
  Crash(int lastStep) {
    this.lastStep = lastStep;
  }

  /** A process that goes on. */
  static Crash never() {
    return new Crash(Integer.MAX_VALUE);
  }

  /** Steps that it did, or tried to do. */
  int steps() {
    return step;
  }

  @Override
  public void before(String what) {
    step++;
    if (step >= lastStep) {
      throw new Ended();
    }
  }

  @Override
  public boolean triesAgain(InputException failure) {
    return false;
  }

  /** Nothing catches it. */
  static final class Ended extends Error {
    private static final long serialVersionUID = 1L;
  }
}
