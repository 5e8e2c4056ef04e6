package io.quarry.distill;

/** Follows the distillation of a stage and may end it. Called on its thread. */
public interface DistillListener {

  /**
   * After each step of training, and then after each sub-stage that was judged.
   *
   * @param done steps and sub-stages so far
   * @param total steps of both phases, and sub-stages
   * @param loss of the largest sub-stage in the step's formats, or of what was judged in int8
   */
  void advanced(int done, int total, double loss);

  /** Asked as often; true ends it without a result. */
  boolean stopRequested();

  /** Nobody. */
  static DistillListener none() {
    return new DistillListener() {
      @Override
      public void advanced(int done, int total, double loss) {}

      @Override
      public boolean stopRequested() {
        return false;
      }
    };
  }
}
