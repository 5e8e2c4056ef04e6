package io.quarry.format;

import io.quarry.format.IntegerFormat.Offset;
import io.quarry.format.IntegerFormat.Sign;
import io.quarry.problem.InputException;
import io.quarry.problem.Nearest;
import java.util.ArrayList;
import java.util.List;

/** The names of all formats. */
final class FormatNames {
  private static final List<NumberFormat> ALL = all();

  private FormatNames() {}

  static NumberFormat parse(String name) {
    return ALL.stream()
        .filter(format -> format.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  private static InputException unknown(String name) {
    String nearest = Nearest.of(name, ALL.stream().map(NumberFormat::name).toList());
    return new InputException(
        "There is no number format \"%s\"".formatted(name),
        ("you mean %s? Known are float32, and of %d to %d bits: int8, int8-affine, uint8, "
                + "uint8-symmetric.")
            .formatted(nearest, IntegerFormat.MIN_BITS, IntegerFormat.MAX_BITS));
  }

  private static List<NumberFormat> all() {
    List<NumberFormat> formats = new ArrayList<>();
    formats.add(new Float32());
    for (int bits = IntegerFormat.MAX_BITS; bits >= IntegerFormat.MIN_BITS; bits--) {
      for (Sign sign : Sign.values()) {
        for (Offset offset : Offset.values()) {
          formats.add(new IntegerFormat(bits, sign, offset));
        }
      }
    }
    return List.copyOf(formats);
  }
}
