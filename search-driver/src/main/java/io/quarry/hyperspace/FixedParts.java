package io.quarry.hyperspace;

import io.quarry.problem.InputException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What those parts of a network take that every network has and a table of stages lacks: stem and
 * head. They are taken to depend on the height of the network's input alone, an approximation.
 *
 * @param msByHeight milliseconds, 0 or more, by the input's height in pixels; under 0, alone, those
 *     at every height; empty where nothing is known of them, and they count for nothing
 */
public record FixedParts(SortedMap<Integer, Double> msByHeight) {
  /** Stands for every height. */
  static final int EVERY_HEIGHT = 0;

  private static final String MEANT =
      "milliseconds by the height of the network's input are meant, each once, as in"
          + " 160=1.45,192=1.9; or one figure for all.";

  public FixedParts {
    msByHeight = Collections.unmodifiableSortedMap(new TreeMap<>(msByHeight));
  }

  /**
   * From a description.
   *
   * @param milliseconds by the input's height; under the empty text those at every height
   * @throws InputException when a height is no whole number above 0, a time none of 0 or more, or
   *     one for every height does not stand alone
   */
  public static FixedParts of(Map<String, Double> milliseconds) {
    SortedMap<Integer, Double> read = new TreeMap<>();
    milliseconds.forEach(
        (height, ms) -> {
          if (!height.matches("|[1-9][0-9]{0,6}") || !(ms >= 0 && Double.isFinite(ms))) {
            throw problem("%s=%s".formatted(height, ms));
          }
          read.put(height.isEmpty() ? EVERY_HEIGHT : Integer.parseInt(height), ms);
        });
    if (read.containsKey(EVERY_HEIGHT) && read.size() > 1) {
      throw problem("%s beside others".formatted(read.get(EVERY_HEIGHT)));
    }
    return new FixedParts(read);
  }

  /**
   * From what a command was given: {@code 160=1.45}, or {@code 1.45} for every height.
   *
   * @throws InputException as {@link #of}
   */
  public static FixedParts parse(List<String> texts) {
    Map<String, Double> read = new TreeMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      String height = equals < 0 ? "" : text.substring(0, equals).strip();
      try {
        Double before = read.put(height, Double.valueOf(text.substring(equals + 1).strip()));
        if (before != null || equals == 0) {
          throw problem(text);
        }
      } catch (NumberFormatException e) {
        throw new InputException("Fixed parts of %s".formatted(text), MEANT, e);
      }
    }
    return of(read);
  }

  private static InputException problem(String text) {
    return new InputException("Fixed parts of %s".formatted(text), MEANT);
  }

  /** For people: {@code 160: 1.45 ms, 192: 1.9 ms}. */
  String text() {
    return msByHeight.entrySet().stream()
        .map(
            entry ->
                entry.getKey() == EVERY_HEIGHT
                    ? "%s ms".formatted(entry.getValue())
                    : "%d: %s ms".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
