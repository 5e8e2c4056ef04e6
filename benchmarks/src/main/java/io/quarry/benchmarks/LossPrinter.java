package io.quarry.benchmarks;

import io.quarry.train.Checkpoint;
import io.quarry.train.Progress;
import io.quarry.train.TrainingListener;
import java.util.Locale;

/** Prints a training's loss every 200 steps, to the error stream; keeps nothing. */
final class LossPrinter implements TrainingListener {
  @Override
  public void stepped(Progress progress) {
    if (progress.step() % 200 == 0) {
      System.err.printf(
          Locale.ROOT, "%d/%d loss %.3f%n", progress.step(), progress.steps(), progress.loss());
    }
  }

  @Override
  public void save(Checkpoint partial) {}

  @Override
  public boolean stopRequested() {
    return false;
  }
}
