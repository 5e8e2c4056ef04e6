package io.quarry.format;

import io.quarry.format.IntegerFormat.Offset;
import io.quarry.format.IntegerFormat.Sign;
import io.quarry.format.TernaryFormat.Centre;
import io.quarry.problem.InputException;
import io.quarry.problem.Nearest;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The registry of all formats: a line for each family. */
final class FormatNames {
  static final List<NumberFormat> ALL =
      Stream.of(
              Stream.of(new Float32()),
              Stream.of(new BFloat16()),
              integers(),
              floats(),
              Stream.of(Centre.values()).map(TernaryFormat::new),
              additivePowers())
          .<NumberFormat>flatMap(family -> family)
          .toList();

  /** Other names that configurations may use. */
  private static final Map<String, String> ALIASES = Map.of("fp32", "float32");

  private FormatNames() {}

  static NumberFormat parse(String text) {
    String name = ALIASES.getOrDefault(text, text);
    return ALL.stream()
        .filter(format -> format.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(text));
  }

  private static InputException unknown(String name) {
    String nearest = Nearest.of(name, ALL.stream().map(NumberFormat::name).toList());
    return new InputException(
        "There is no number format \"%s\"".formatted(name),
        "you mean %s? Known are float32, int8, int8-affine, uint8, uint8-symmetric, e4m3 and what else quarry formats lists."
            .formatted(nearest));
  }

  private static Stream<IntegerFormat> integers() {
    return descending(IntegerFormat.MIN_BITS, IntegerFormat.MAX_BITS)
        .flatMap(
            bits ->
                Stream.of(Sign.values())
                    .flatMap(
                        sign ->
                            Stream.of(Offset.values())
                                .map(offset -> new IntegerFormat(bits, sign, offset))));
  }

  private static Stream<FloatFormat> floats() {
    return descending(FloatFormat.MIN_BITS, FloatFormat.MAX_BITS)
        .flatMap(
            bits ->
                IntStream.rangeClosed(1, Math.min(bits - 1, FloatFormat.MAX_EXPONENT_BITS))
                    .mapToObj(exponent -> new FloatFormat(exponent, bits - 1 - exponent)));
  }

  private static Stream<AdditivePowersFormat> additivePowers() {
    return descending(
            AdditivePowersFormat.MIN_MAGNITUDE_BITS, AdditivePowersFormat.MAX_MAGNITUDE_BITS)
        .flatMap(
            bits -> Stream.of(Sign.values()).map(sign -> new AdditivePowersFormat(bits, sign)));
  }

  private static Stream<Integer> descending(int least, int most) {
    return IntStream.rangeClosed(least, most).mapToObj(i -> least + most - i);
  }
}
