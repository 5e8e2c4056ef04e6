package io.quarry.search;

import java.util.function.BooleanSupplier;

/** The stages of a configuration's supernet, which are to be distilled from a teacher. */
public interface StageWork {

  /** What it would take, found out without training or distilling anything. */
  StagePlan plan();

  /**
   * Trains the teacher where it is missing, and distils what is missing, a Spark task for each
   * stage, block type and window.
   *
   * @param stop asked between steps; once true, the work ends, and finished stages are kept
   * @return the figures of all, those that were there before included
   * @throws StoppedException when it was stopped
   */
  StageFigures distilled(Progress progress, BooleanSupplier stop);
}
