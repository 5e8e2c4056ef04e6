package io.quarry.store;

import io.quarry.problem.InputException;

/**
 * Stands between a directory and whatever changes it. Called on the thread that writes; what it
 * throws ends the write, of which nothing is seen then.
 */
public interface WriteGuard {

  /**
   * Asked before each step that changes a file system: a file is written under a hidden name, then
   * renamed.
   *
   * @param step what is about to be done, for messages
   */
  void before(String step);

  /**
   * A step failed: the file system is full, read-only or out of reach. Waits as long as seems fit.
   *
   * @return whether to try it again
   */
  boolean triesAgain(InputException failure);

  /** Lets everything pass, and tries nothing twice. */
  static WriteGuard none() {
    return new WriteGuard() {
      @Override
      public void before(String step) {
        // Nothing to ask.
      }

      @Override
      public boolean triesAgain(InputException failure) {
        return false;
      }
    };
  }
}
