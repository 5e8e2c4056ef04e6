package io.quarry.quantize;

import io.quarry.problem.InputException;
import java.util.Arrays;
import java.util.Locale;

/** How many numbers share one grid. */
public enum Granularity {
  /** A whole tensor. */
  TENSOR,
  /** The weights of one output channel. */
  CHANNEL;

  /** The granularity of a configuration's text, {@code tensor} or {@code channel}. */
  public static Granularity parse(String text) {
    return Arrays.stream(values())
        .filter(granularity -> granularity.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "There is no granularity \"%s\"".formatted(text), "use tensor or channel."));
  }

  /** The name in configurations. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How many grids a tensor of so many channels has. */
  public int grids(int channels) {
    return this == TENSOR ? 1 : channels;
  }
}
