package io.quarry.net;

import io.quarry.arch.Activation;
import io.quarry.arch.Dense;

/** Emits the activation of a fully connected layer: few numbers, so that plain Java does it. */
final class DenseActivation {
  private final Tape tape;
  private final Activation activation;
  private final int length;

  DenseActivation(Tape tape, Dense dense) {
    this.tape = tape;
    this.activation = dense.activation();
    this.length = Math.multiplyExact(tape.batch(), dense.outputChannels());
  }

  /** Emits it over the layer's sums, in place. */
  void emit(Buffer sums) {
    if (activation == Activation.NONE) {
      return;
    }
    float[] values = new float[length];
    tape.java(
        run -> {
          sums.address().get(values, 0, length);
          for (int i = 0; i < length; i++) {
            values[i] = activation.of(values[i]);
          }
          sums.address().put(values, 0, length);
        },
        sums);
  }

  /**
   * Emits the gradient of the sums.
   *
   * @param output what the layer put out
   * @param gradient of the output, in the arena
   * @param sums where that of the sums is to go
   */
  void emitBackward(Program.Place output, Program.Place gradient, Buffer sums) {
    Buffer put = ((Program.Place.InArena) output).buffer();
    Buffer given = ((Program.Place.InArena) gradient).buffer();
    float[] values = new float[length];
    float[] gradients = new float[length];
    tape.java(
        run -> {
          put.address().get(values, 0, length);
          given.address().get(gradients, 0, length);
          for (int i = 0; i < length; i++) {
            gradients[i] *= activation.slope(values[i]);
          }
          sums.address().put(gradients, 0, length);
        },
        put,
        given,
        sums);
  }
}
