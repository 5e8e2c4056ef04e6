package io.quarry.net;

import io.quarry.arch.Network;

/** Turns a network into a {@link Program}: emits its steps, plans the arena, and binds. */
final class ProgramBuilder {
  /** What a program is for. */
  enum Mode {
    /** Batch statistics, and everything kept for backward. */
    TRAIN,
    /** Batch statistics, nothing kept, observers called. */
    CALIBRATE,
    /** Given statistics, nothing kept. */
    INFER
  }

  /** What a program computes in. */
  enum Precision {
    /** Float32 alone. */
    FLOAT,
    /** Every layer in the formats of each run. */
    ROUNDED
  }

  private final Tape tape;
  private final Network network;
  private final Mode mode;
  private final ForwardPass forward;
  private int forwardSteps;

  ProgramBuilder(Tape tape, Network network, Mode mode, Precision precision) {
    this.tape = tape;
    this.network = network;
    this.mode = mode;
    this.forward = new ForwardPass(tape, network, mode, precision);
  }

  /** Emits and plans; returns the floats of arena needed. */
  long plan() {
    forward.emit();
    forwardSteps = tape.size();
    if (mode == Mode.TRAIN) {
      new BackwardPass(tape, network, forward).emit();
    }
    forward.output().usedAt(tape.size());
    return tape.plan();
  }

  /** Binds what was planned to an arena that is large enough. */
  Program bind(OneDnn oneDnn, Arena arena) {
    Program program = new Program(oneDnn, network, tape.batch(), forward.output());
    tape.bind(program, arena, forwardSteps);
    return program;
  }
}
