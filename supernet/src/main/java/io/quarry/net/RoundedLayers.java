package io.quarry.net;

import io.quarry.arch.Layer;
import io.quarry.format.Float32;
import io.quarry.format.NumberFormat;
import java.io.Serializable;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The formats that a run rounds the weights and the input of each layer to. Where the numbers of a
 * format lie is learned: {@link LearnedGrid}.
 *
 * @param layers by the layer's name; a layer that is missing computes in float32
 */
public record RoundedLayers(SortedMap<String, Formats> layers) implements Serializable {
  private static final RoundedLayers NONE = new RoundedLayers(new TreeMap<>());

  public RoundedLayers {
    layers = Collections.unmodifiableSortedMap(new TreeMap<>(layers));
  }

  /**
   * The formats of one layer.
   *
   * @param weights of its weights
   * @param input of the activation it reads
   */
  public record Formats(NumberFormat weights, NumberFormat input) implements Serializable {
    private static final Formats FLOAT32 = new Formats(new Float32(), new Float32());

    public Formats {
      Objects.requireNonNull(weights, "weights");
      Objects.requireNonNull(input, "input");
    }

    /** Float32 instead of what is not kept. */
    Formats only(boolean keepWeights, boolean keepInput) {
      return new Formats(
          keepWeights ? weights : FLOAT32.weights, keepInput ? input : FLOAT32.input);
    }
  }

  /** Everything in float32. */
  public static RoundedLayers none() {
    return NONE;
  }

  /** Whether everything is in float32. */
  public boolean areNone() {
    return layers.values().stream().allMatch(Formats.FLOAT32::equals);
  }

  /** The formats of a layer. */
  public Formats of(Layer layer) {
    return layers.getOrDefault(layer.name(), Formats.FLOAT32);
  }
}
