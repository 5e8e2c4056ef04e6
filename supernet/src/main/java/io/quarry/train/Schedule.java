package io.quarry.train;

import java.util.List;

/** Where each step of a recipe stands: its phase, its learning rate and its batch. */
public final class Schedule {
  private final List<Phase> phases;
  private final int stepsPerEpoch;

  /**
   * The steps of some phases.
   *
   * @param phases in order
   * @param images in the training split
   * @param batch images a step; a last, smaller batch of an epoch is left out
   */
  public Schedule(List<Phase> phases, int images, int batch) {
    this.phases = List.copyOf(phases);
    this.stepsPerEpoch = Math.max(1, images / batch);
  }

  /** Steps of all phases. */
  public int steps() {
    return phases.stream().mapToInt(phase -> phase.steps(stepsPerEpoch)).sum();
  }

  /** What to do at a step, counted from 0 over all phases. */
  public Step at(int step) {
    int start = 0;
    for (int i = 0; i < phases.size(); i++) {
      Phase phase = phases.get(i);
      int steps = phase.steps(stepsPerEpoch);
      if (step < start + steps) {
        double rate = phase.learningRateAt(step - start, steps);
        Moment moment = new Moment(step, phase, (double) (step - start) / steps);
        return new Step(i + 1, moment, rate, step / stepsPerEpoch, step % stepsPerEpoch);
      }
      start += steps;
    }
    throw new IllegalArgumentException("Step %d of %d".formatted(step, start));
  }

  /**
   * One step.
   *
   * @param phase its number, counted from 1
   * @param moment where it stands in its phase
   * @param epoch counted from 0 over all phases
   * @param batch position in the epoch, counted from 0
   */
  public record Step(int phase, Moment moment, double learningRate, int epoch, int batch) {

    Phase.Kind kind() {
      return moment.phase().kind();
    }
  }
}
