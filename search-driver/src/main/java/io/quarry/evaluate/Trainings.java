package io.quarry.evaluate;

import java.io.Serializable;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Trainings that run side by side, a Spark task each. They are broadcast together; each keeps what
 * it makes where whoever looks for it finds it, so that one that was cut off continues.
 */
public interface Trainings extends Serializable {

  /** How many there are, at least one. */
  int count();

  /**
   * Runs one of them in a task, or what is left of it.
   *
   * @param number from 0
   * @param threads native threads that the task may use
   * @param reached told how many steps are done in all
   * @param stop asked after each step; once true, what is resumable is kept and the training ends
   * @return why it cannot be, for people; empty where it is done, or was stopped
   */
  String train(int number, int threads, LongConsumer reached, BooleanSupplier stop);
}
