package io.quarry.quantize;

import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.Network;
import io.quarry.format.NumberFormat;
import io.quarry.problem.InputException;
import io.quarry.space.Candidate;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which formats a search may give a layer, and how numbers are brought into them.
 *
 * @param formats texts of {@link LayerFormats}, distinct, at least one
 * @param firstLayer the formats that the first layer is pinned to, or {@value #FREE}
 * @param lastLayer the formats that the last layer is pinned to, or {@value #FREE}
 * @param weightGranularity how many weights share a grid; activations have one a tensor
 * @param weightCalibrator picks the ranges of weights
 * @param activationCalibrator picks the ranges of activations
 * @param target says which of the formats a layer may have
 */
public record PolicySettings(
    List<String> formats,
    String firstLayer,
    String lastLayer,
    Granularity weightGranularity,
    Calibrator weightCalibrator,
    Calibrator activationCalibrator,
    Target target)
    implements Serializable {

  /** Instead of formats: the layer is not pinned. */
  public static final String FREE = "free";

  public PolicySettings {
    formats = List.copyOf(formats);
    Objects.requireNonNull(weightGranularity, "weightGranularity");
    Objects.requireNonNull(weightCalibrator, "weightCalibrator");
    Objects.requireNonNull(activationCalibrator, "activationCalibrator");
    Objects.requireNonNull(target, "target");
    if (formats.isEmpty()) {
      throw new InputException("A policy allows no format", "allow int8 and int4.");
    }
    requireDistinct(formats);
    requireFormats(firstLayer);
    requireFormats(lastLayer);
  }

  /** For no target in particular. */
  public PolicySettings(
      List<String> formats,
      String firstLayer,
      String lastLayer,
      Granularity weightGranularity,
      Calibrator weightCalibrator,
      Calibrator activationCalibrator) {
    this(
        formats,
        firstLayer,
        lastLayer,
        weightGranularity,
        weightCalibrator,
        activationCalibrator,
        Target.any());
  }

  /**
   * What each layer of an elastic network may choose from.
   *
   * @throws InputException when the target leaves a layer nothing of it
   */
  public FormatChoices choices(ElasticConvNet net) {
    return FormatChoices.of(this, net);
  }

  /**
   * The formats of every layer of the network that a candidate selects: those it decides, and for
   * layers that the target ties to others, the others'.
   */
  public Policy policy(Candidate candidate, Network network) {
    return Policy.of(candidate, network, target.ties(network));
  }

  /** The texts, in their order, of the formats that the target allows some layer. */
  public List<String> legalFormats() {
    return formats.stream()
        .map(LayerFormats::parse)
        .filter(target::allows)
        .map(LayerFormats::text)
        .toList();
  }

  /**
   * Checks that latency may be an objective: it is real on the target, and no layer can get formats
   * that the exported model would only simulate.
   *
   * @throws InputException that names the target or the formats
   */
  public void requireTimed() {
    target.requireLatency();
    List<String> simulated =
        Stream.concat(
                legalFormats().stream(),
                Stream.of(firstLayer, lastLayer).filter(pin -> !pin.equals(FREE)))
            .map(LayerFormats::parse)
            .filter(layer -> layer.lowering(weightGranularity) == NumberFormat.Lowering.SIMULATED)
            .map(LayerFormats::text)
            .distinct()
            .toList();
    if (!simulated.isEmpty()) {
      throw new InputException(
          "%s would be simulated in float32 (weight-granularity = %s), so that its latency is not its own"
              .formatted(String.join(", ", simulated), weightGranularity.text()),
          "leave it out of policy.formats, or do not search for latency.");
    }
  }

  /**
   * What a layer may have.
   *
   * @param position {@link Place#FIRST} or {@link Place#LAST}; of any other layer its operator
   * @throws InputException when that is nothing, or not what it is pinned to
   */
  List<String> legal(String layer, Place position, Place operator) {
    Place place = target.place(position, operator);
    String pin = pin(position);
    List<String> legal =
        (pin.equals(FREE) ? formats : List.of(pin))
            .stream()
                .map(LayerFormats::parse)
                .filter(one -> target.allows(place, one))
                .map(LayerFormats::text)
                .toList();
    if (legal.isEmpty()) {
      String given =
          pin.equals(FREE)
              ? "policy.formats = %s".formatted(formats)
              : "policy.%s-layer = %s".formatted(position.label(), pin);
      throw new InputException(
          "Target %s allows layer %s (%s) nothing of %s, but %s"
              .formatted(target.name(), layer, place.label(), given, target.allowed(place)),
          "give it one of these.");
    }
    return legal;
  }

  private String pin(Place position) {
    return switch (position) {
      case FIRST -> firstLayer;
      case LAST -> lastLayer;
      default -> FREE;
    };
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
