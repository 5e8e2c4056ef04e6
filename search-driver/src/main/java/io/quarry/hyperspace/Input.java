package io.quarry.hyperspace;

import java.util.Comparator;

/**
 * The size of what goes into a stage. The order is by area.
 *
 * @param height in pixels, above 0
 * @param width in pixels, above 0
 */
public record Input(int height, int width) implements Comparable<Input> {
  private static final Comparator<Input> BY_AREA =
      Comparator.comparingLong((Input input) -> (long) input.height * input.width)
          .thenComparingInt(Input::height);

  public Input {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException("An input of %dx%d".formatted(height, width));
    }
  }

  @Override
  public int compareTo(Input other) {
    return BY_AREA.compare(this, other);
  }

  /** For people: {@code 80x80}. */
  String text() {
    return height + "x" + width;
  }
}
