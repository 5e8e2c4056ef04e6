package io.quarry.net;

/** Heap arrays that all rounding steps of a runner work in, one step at a time. */
final class RoundingScratch {
  private final ActivationRounding activations = new ActivationRounding();
  private float[] first = {};
  private float[] second = {};
  private float[] channels = {};

  ActivationRounding activations() {
    return activations;
  }

  float[] first(int length) {
    first = grown(first, length);
    return first;
  }

  float[] second(int length) {
    second = grown(second, length);
    return second;
  }

  float[] channels(int length) {
    channels = grown(channels, length);
    return channels;
  }

  private static float[] grown(float[] array, int length) {
    return array.length >= length ? array : new float[length];
  }
}
