package io.quarry.quantize;

import io.quarry.arch.ElasticLayer;
import io.quarry.problem.InputException;
import io.quarry.space.Condition;
import io.quarry.space.Decision;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/**
 * Which formats a search may give a layer, and how numbers are brought into them.
 *
 * @param formats texts of {@link LayerFormats}, distinct, at least one
 * @param firstLayer the formats that the first layer is pinned to, or {@value #FREE}
 * @param lastLayer the formats that the last layer is pinned to, or {@value #FREE}
 * @param weightGranularity how many weights share a grid; activations have one a tensor
 * @param weightCalibrator picks the ranges of weights
 * @param activationCalibrator picks the ranges of activations
 */
public record PolicySettings(
    List<String> formats,
    String firstLayer,
    String lastLayer,
    Granularity weightGranularity,
    Calibrator weightCalibrator,
    Calibrator activationCalibrator)
    implements Serializable {

  /** Instead of formats: the layer is not pinned. */
  public static final String FREE = "free";

  public PolicySettings {
    formats = List.copyOf(formats);
    Objects.requireNonNull(weightGranularity, "weightGranularity");
    Objects.requireNonNull(weightCalibrator, "weightCalibrator");
    Objects.requireNonNull(activationCalibrator, "activationCalibrator");
    if (formats.isEmpty()) {
      throw new InputException("A policy allows no format", "allow int8 and int4.");
    }
    requireDistinct(formats);
    requireFormats(firstLayer);
    requireFormats(lastLayer);
  }

  /**
   * One decision for each layer, named {@code <layer>.format}, its values texts of {@link
   * LayerFormats} in the order of the settings; a pinned layer's decision has one value.
   *
   * @param layers in the order of execution; every network has the first and the last
   */
  public List<Decision> decisions(List<ElasticLayer> layers) {
    List<Decision> decisions = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      ElasticLayer layer = layers.get(i);
      String pin = i == 0 ? firstLayer : i == layers.size() - 1 ? lastLayer : FREE;
      decisions.add(
          Decision.categorical(Policy.decision(layer.name()), values(pin))
              .when(layer.conditions().toArray(Condition[]::new)));
    }
    return decisions;
  }

  private List<String> values(String pin) {
    List<String> allowed = pin.equals(FREE) ? formats : List.of(pin);
    return allowed.stream().map(text -> LayerFormats.parse(text).text()).toList();
  }

  private static void requireDistinct(List<String> formats) {
    HashSet<LayerFormats> seen = new HashSet<>();
    for (String text : formats) {
      LayerFormats parsed = LayerFormats.parse(text);
      if (!seen.add(parsed)) {
        throw new InputException(
            "A policy names %s twice, the second time as \"%s\"".formatted(parsed, text),
            "remove one of them.");
      }
    }
  }

  private static void requireFormats(String pin) {
    if (!pin.equals(FREE)) {
      LayerFormats.parse(pin);
    }
  }
}
