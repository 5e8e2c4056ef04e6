package io.quarry.quantize;

import io.quarry.arch.Network;
import io.quarry.problem.InputException;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What runs the exported models, as far as formats are concerned: which of them a layer may have,
 * which layers must have equal ones, and whether latency is real there.
 *
 * @param name for people: letters, digits, dots and dashes
 * @param description a sentence on it
 * @param runtime what executes the model
 * @param latency whether models run on it as they would be deployed, so that their latency counts
 * @param formats what a layer may have, by its place; a place that is missing allows everything,
 *     and the first and the last layer then follow their operator
 * @param agreements why layers must have equal formats
 */
public record Target(
    String name,
    String description,
    String runtime,
    boolean latency,
    SortedMap<Place, List<LayerFormats>> formats,
    List<Agreement> agreements)
    implements Serializable {

  /** The name of the target that allows everything. */
  public static final String ANY = "any";

  public Target {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(runtime, "runtime");
    TreeMap<Place, List<LayerFormats>> copy = new TreeMap<>();
    formats.forEach((place, allowed) -> copy.put(place, List.copyOf(allowed)));
    formats = Collections.unmodifiableSortedMap(copy);
    agreements = List.copyOf(agreements);
    formats.forEach(Target::requireSome);
  }

  /** No target in particular: every policy is legal. */
  public static Target any() {
    return new Target(
        ANY, "Every format in every layer.", "ONNX Runtime", true, new TreeMap<>(), List.of());
  }

  /** Whether a layer of a place may have formats. */
  public boolean allows(Place place, LayerFormats layer) {
    return !formats.containsKey(place) || formats.get(place).contains(layer);
  }

  /** Whether some layer may have formats. */
  boolean allows(LayerFormats layer) {
    return List.of(Place.values()).stream()
        .filter(place -> !isPosition(place) || formats.containsKey(place))
        .anyMatch(place -> allows(place, layer));
  }

  /** What is allowed in a place, for people. */
  String allowed(Place place) {
    return formats.containsKey(place)
        ? formats.get(place).stream().map(LayerFormats::text).collect(Collectors.joining(", "))
        : "every format";
  }

  /** The place that counts: the position where this target names it, else the operator. */
  Place place(Place position, Place operator) {
    return formats.containsKey(position) ? position : operator;
  }

  /** Which layers of a network have the formats of others. */
  public Ties ties(Network network) {
    return Ties.of(agreements, network);
  }

  /**
   * Checks that latency may be an objective.
   *
   * @throws InputException where it is not real on this target
   */
  public void requireLatency() {
    if (!latency) {
      throw new InputException(
          "Target %s has no latency: not all that it allows runs as it would be deployed"
              .formatted(name),
          "search for size-bytes or bops, or choose a target with latency = true.");
    }
  }

  private static boolean isPosition(Place place) {
    return place == Place.FIRST || place == Place.LAST;
  }

  private static void requireSome(Place place, List<LayerFormats> allowed) {
    if (allowed.isEmpty()) {
      throw new InputException(
          "A target allows nothing for %s".formatted(place.label()),
          "leave %s out: everything is allowed then.".formatted(place.label()));
    }
  }
}
