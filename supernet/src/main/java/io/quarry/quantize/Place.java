package io.quarry.quantize;

import io.quarry.arch.Conv;
import io.quarry.arch.Layer;
import java.util.Locale;

/** What a target tells layers apart by: their operator, or that they are the first or the last. */
public enum Place {
  /** A convolution that is not depthwise. */
  CONV,
  /** A depthwise convolution. */
  DEPTHWISE,
  /** A fully connected layer. */
  DENSE,
  /** The first layer of a network, whatever its operator. */
  FIRST,
  /** The last layer of a network, whatever its operator. */
  LAST;

  /** The place of a layer by its operator. */
  static Place of(Layer layer) {
    if (layer instanceof Conv conv) {
      return conv.depthwise() ? DEPTHWISE : CONV;
    }
    return DENSE;
  }

  /** The name in descriptions of targets. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
