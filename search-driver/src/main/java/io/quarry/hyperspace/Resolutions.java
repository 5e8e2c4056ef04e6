package io.quarry.hyperspace;

import io.quarry.problem.InputException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The resolutions that networks of a table may have, small ones first.
 *
 * @param labels for people: the height of the network's input where it is known, else the size of
 *     the first stage's
 * @param fixedMs what the fixed parts take at each
 */
record Resolutions(List<String> labels, List<Double> fixedMs) {
  Resolutions {
    labels = List.copyOf(labels);
    fixedMs = List.copyOf(fixedMs);
  }

  int count() {
    return labels.size();
  }

  /**
   * From the inputs of the stages, of which the first of each belong together, then the second, and
   * so on.
   *
   * @param stages their names
   * @param inputs of each stage, in ascending order
   * @throws InputException when the inputs of two stages, or of a stage and the fixed parts, cannot
   *     be those of the same networks
   */
  static Resolutions of(List<String> stages, List<List<Input>> inputs, FixedParts fixed) {
    List<Input> first = inputs.get(0);
    for (int s = 1; s < stages.size(); s++) {
      requireFitting(
          "the inputs of stage %s (%s)".formatted(stages.get(0), text(first)),
          heights(first),
          "those of stage %s (%s)".formatted(stages.get(s), text(inputs.get(s))),
          heights(inputs.get(s)));
    }
    if (fixed.msByHeight().isEmpty() || fixed.msByHeight().containsKey(FixedParts.EVERY_HEIGHT)) {
      double ms = fixed.msByHeight().getOrDefault(FixedParts.EVERY_HEIGHT, 0.0);
      return new Resolutions(
          first.stream().map(Input::text).toList(), Collections.nCopies(first.size(), ms));
    }
    List<Integer> heights = List.copyOf(fixed.msByHeight().keySet());
    requireFitting(
        "the heights of the fixed parts (%s)".formatted(fixed.text()),
        heights,
        "the inputs of stage %s (%s)".formatted(stages.get(0), text(first)),
        heights(first));
    return new Resolutions(
        heights.stream().map(String::valueOf).toList(), List.copyOf(fixed.msByHeight().values()));
  }

  private static List<Integer> heights(List<Input> inputs) {
    return inputs.stream().map(Input::height).toList();
  }

  private static String text(List<Input> inputs) {
    return inputs.stream().map(Input::text).collect(Collectors.joining(", "));
  }

  /** One stride leads from the large heights to the small ones, but for rounding. */
  private static void requireFitting(
      String what, List<Integer> large, String that, List<Integer> small) {
    boolean fitting = large.size() == small.size();
    int last = large.size() - 1;
    for (int i = 0; fitting && i < last; i++) {
      double expected = (double) large.get(i) * small.get(last) / large.get(last);
      fitting = Math.abs(expected - small.get(i)) <= 1;
    }
    if (!fitting) {
      throw new InputException(
          "%s%s and %s are not those of the same networks"
              .formatted(what.substring(0, 1).toUpperCase(Locale.ROOT), what.substring(1), that),
          "rows of a resolution are missing, or a figure of the fixed parts.");
    }
  }
}
