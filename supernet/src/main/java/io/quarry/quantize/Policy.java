package io.quarry.quantize;

import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.format.NumberFormat.Lowering;
import io.quarry.net.RoundedLayers;
import io.quarry.space.Candidate;
import java.io.Serializable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The formats of every layer of one network.
 *
 * @param layers by the layer's name, in the order of names
 */
public record Policy(SortedMap<String, LayerFormats> layers) implements Serializable {
  private static final String DECISION_SUFFIX = ".format";

  public Policy {
    layers = Collections.unmodifiableSortedMap(new TreeMap<>(layers));
  }

  /** The policy that a candidate decides for the layers of its network, tied ones by leaders. */
  static Policy of(Candidate candidate, Network network, Ties ties) {
    TreeMap<String, LayerFormats> layers = new TreeMap<>();
    for (Layer layer : network.layers()) {
      String value = candidate.value(decision(ties.leader(layer.name())));
      layers.put(layer.name(), LayerFormats.parse(value));
    }
    return new Policy(layers);
  }

  /**
   * The policy of a text as {@link #text} writes it.
   *
   * @throws io.quarry.problem.InputException when a layer's formats are unknown
   */
  public static Policy parse(String text) {
    TreeMap<String, LayerFormats> layers = new TreeMap<>();
    for (String layer : text.split(";", -1)) {
      int equals = layer.indexOf('=');
      layers.put(
          equals < 0 ? layer : layer.substring(0, equals),
          LayerFormats.parse(layer.substring(equals + 1)));
    }
    return new Policy(layers);
  }

  /** The same formats for every layer of a network. */
  public static Policy uniform(Network network, LayerFormats formats) {
    TreeMap<String, LayerFormats> layers = new TreeMap<>();
    network.layers().forEach(layer -> layers.put(layer.name(), formats));
    return new Policy(layers);
  }

  /** The name of the decision over a layer's formats. */
  public static String decision(String layer) {
    return layer + DECISION_SUFFIX;
  }

  /** Whether a decision of that name is over the formats of a layer. */
  public static boolean isDecision(String name) {
    return name.endsWith(DECISION_SUFFIX);
  }

  /** The formats of a layer. */
  public LayerFormats of(Layer layer) {
    LayerFormats formats = layers.get(layer.name());
    if (formats == null) {
      throw new IllegalArgumentException(
          "The policy has no formats for layer %s".formatted(layer.name()));
    }
    return formats;
  }

  /** The same as what a run of the network rounds to. */
  public RoundedLayers rounded() {
    TreeMap<String, RoundedLayers.Formats> rounded = new TreeMap<>();
    layers.forEach(
        (layer, formats) ->
            rounded.put(
                layer, new RoundedLayers.Formats(formats.weights(), formats.activations())));
    return new RoundedLayers(rounded);
  }

  /** {@code layer.format} to {@code int4/uint8}: as decisions, of every layer. */
  public SortedMap<String, String> decisions() {
    TreeMap<String, String> decisions = new TreeMap<>();
    layers.forEach((layer, formats) -> decisions.put(decision(layer), formats.text()));
    return decisions;
  }

  /** How each format in use reaches the exported model, by the format's name. */
  public SortedMap<String, Lowering> lowerings() {
    TreeMap<String, Lowering> lowerings = new TreeMap<>();
    layers
        .values()
        .forEach(
            formats ->
                Stream.of(formats.weights(), formats.activations())
                    .forEach(format -> lowerings.put(format.name(), format.lowering())));
    return lowerings;
  }

  /** {@link Lowering#EXACT} where every format in use is, else {@link Lowering#SIMULATED}. */
  public Lowering lowering() {
    return lowerings().containsValue(Lowering.SIMULATED) ? Lowering.SIMULATED : Lowering.EXACT;
  }

  /**
   * How many layers have which formats, most frequent first: {@code int4/uint4 ×5, int8/uint8 ×1}.
   */
  public String summary() {
    SortedMap<String, Long> counts =
        layers.values().stream()
            .collect(
                Collectors.groupingBy(LayerFormats::text, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .sorted((a, b) -> Long.compare(b.getValue(), a.getValue()))
        .map(entry -> "%s ×%d".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** {@code layer=int4/uint8}, in the order of names, joined by semicolons. */
  public String text() {
    return layers.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue().text())
        .collect(Collectors.joining(";"));
  }
}
