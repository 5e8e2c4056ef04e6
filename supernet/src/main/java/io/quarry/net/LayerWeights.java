package io.quarry.net;

import org.bytedeco.javacpp.FloatPointer;

/**
 * Where a layer's weights, or the gradient of them, are while a program runs: among the parameters,
 * or dense in the arena.
 *
 * @param slice how they lie; its offset counts among the parameters alone
 * @param place of the slice's first weight
 */
record LayerWeights(WeightSlice slice, Program.Place place) {

  /** Whether it is the program's own, which nobody else adds to. */
  boolean isOwn() {
    return place instanceof Program.Place.InArena;
  }

  /** Of the slice's first weight, once the program is bound. */
  FloatPointer address() {
    return place instanceof Program.Place.Fixed fixed
        ? fixed.address()
        : ((Program.Place.InArena) place).buffer().address();
  }
}
