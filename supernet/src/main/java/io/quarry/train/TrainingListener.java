package io.quarry.train;

/** Follows a training and may end it early. Called on the training thread. */
public interface TrainingListener {

  /** After each step. */
  void stepped(Progress progress);

  /** Now and then, with what is needed to resume from here. */
  void save(Checkpoint partial);

  /** Asked after each step; true ends the training there, and its checkpoint is partial. */
  boolean stopRequested();
}
