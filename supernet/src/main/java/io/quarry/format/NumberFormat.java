package io.quarry.format;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * A set of numbers that a tensor may be restricted to, and what one of them costs.
 *
 * <p>A format is a pure description: where its numbers lie (a scale, a zero point) belongs to the
 * tensor, not to the format.
 */
public sealed interface NumberFormat extends Serializable permits Float32, LevelFormat {

  /** How a format reaches the exported model. */
  enum Lowering {
    /** The model computes with these very numbers. */
    EXACT,
    /** The model computes in float32 with values rounded to this format. */
    SIMULATED;

    /** For people: {@code exact}, {@code simulated}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The name in configurations and candidates: {@code float32}, {@code int4}, {@code e2m1}. */
  String name();

  /** Bits of one number when packed. */
  int bits();

  /** How it reaches the exported ONNX model. */
  Lowering lowering();

  /** How many finite numbers it has, at one scale and zero point. */
  long levelCount();

  /** Its smallest number at scale 1 and zero point 0. */
  double min();

  /** Its largest number at scale 1 and zero point 0. */
  double max();

  /** The smallest distance between two of its numbers at scale 1. */
  double smallestStep();

  /** The standard or the paper that defines it. */
  String source();

  /**
   * The format of a name.
   *
   * @throws io.quarry.problem.InputException when there is none; names the nearest
   */
  static NumberFormat parse(String name) {
    return FormatNames.parse(name);
  }

  /** Every format, in the order in which they are listed. */
  static List<NumberFormat> all() {
    return FormatNames.ALL;
  }
}
