package io.quarry.quantize;

import io.quarry.format.AdditivePowersFormat;
import io.quarry.format.CodeFormat;
import io.quarry.format.Float32;
import io.quarry.format.IntegerFormat;
import io.quarry.format.NumberFormat;
import io.quarry.format.TernaryFormat;
import io.quarry.problem.InputException;
import java.io.Serializable;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The formats of one layer.
 *
 * @param weights of its weights
 * @param activations of the activation it reads
 */
public record LayerFormats(NumberFormat weights, NumberFormat activations) implements Serializable {
  private static final String SEPARATOR = "/";
  private static final int TERNARY_ACTIVATION_BITS = 8;

  public LayerFormats {
    Objects.requireNonNull(weights, "weights");
    Objects.requireNonNull(activations, "activations");
  }

  /** Both in single precision. */
  public static LayerFormats float32() {
    return new LayerFormats(new Float32(), new Float32());
  }

  /**
   * The formats of a text: {@code int4/uint8}, weights first; or one name alone. Of an integer's
   * name alone the activations are unsigned and affine with as many bits, for after a ReLU a sign
   * is wasted: {@code int4} is {@code int4/uint4}; and so it is with additive powers of two, {@code
   * apot4/uapot4}. Beside ternary weights they have 8 bits, as in BitNet b1.58. Any other name
   * stands for both.
   *
   * @throws InputException when a name is unknown
   */
  public static LayerFormats parse(String text) {
    String[] names = text.split(SEPARATOR, -1);
    if (names.length > 2) {
      throw new InputException(
          "\"%s\" are not the formats of a layer".formatted(text),
          "write int4/uint8: weights, then activations.");
    }
    NumberFormat weights = NumberFormat.parse(names[0]);
    if (names.length == 2) {
      return new LayerFormats(weights, NumberFormat.parse(names[1]));
    }
    return new LayerFormats(weights, activationsBeside(weights));
  }

  private static NumberFormat activationsBeside(NumberFormat weights) {
    if (weights instanceof IntegerFormat integer) {
      return IntegerFormat.unsigned(integer.bits());
    }
    if (weights instanceof TernaryFormat) {
      return IntegerFormat.unsigned(TERNARY_ACTIVATION_BITS);
    }
    return weights instanceof AdditivePowersFormat powers ? powers.unsigned() : weights;
  }

  /** The canonical text, {@code int4/uint8}. */
  public String text() {
    return weights.name() + SEPARATOR + activations.name();
  }

  /** Whether both are codes, so that products can be summed in integers. */
  public boolean areIntegers() {
    return weights instanceof CodeFormat && activations instanceof CodeFormat;
  }

  /**
   * How a layer in them reaches the exported model. Simulated are formats that are so themselves,
   * and integers whose weights have a zero point for each channel, for which there are no kernels.
   *
   * @param granularity how many weights share a grid
   */
  NumberFormat.Lowering lowering(Granularity granularity) {
    boolean computesOtherwise =
        areIntegers() && granularity == Granularity.CHANNEL && ((CodeFormat) weights).hasOffset();
    boolean simulated =
        Stream.of(weights, activations)
            .anyMatch(format -> format.lowering() == NumberFormat.Lowering.SIMULATED);
    return simulated || computesOtherwise
        ? NumberFormat.Lowering.SIMULATED
        : NumberFormat.Lowering.EXACT;
  }

  @Override
  public String toString() {
    return text();
  }
}
