package io.quarry.config;

/** A range of finite numbers. */
record Interval(double low, Bound lowBound, double high, Bound highBound) {

  /** Whether an end belongs to the range. */
  enum Bound {
    INCLUDED,
    EXCLUDED
  }

  static Interval any() {
    return new Interval(-Double.MAX_VALUE, Bound.INCLUDED, Double.MAX_VALUE, Bound.INCLUDED);
  }

  static Interval atLeast(double low) {
    return new Interval(low, Bound.INCLUDED, Double.MAX_VALUE, Bound.INCLUDED);
  }

  static Interval above(double low) {
    return new Interval(low, Bound.EXCLUDED, Double.MAX_VALUE, Bound.INCLUDED);
  }

  static Interval closed(double low, double high) {
    return new Interval(low, Bound.INCLUDED, high, Bound.INCLUDED);
  }

  static Interval below(double low, double high) {
    return new Interval(low, Bound.INCLUDED, high, Bound.EXCLUDED);
  }

  boolean contains(double value) {
    boolean aboveLow = lowBound == Bound.INCLUDED ? value >= low : value > low;
    boolean belowHigh = highBound == Bound.INCLUDED ? value <= high : value < high;
    return aboveLow && belowHigh;
  }

  /** For a message: {@code " of at least 1"}, {@code " in [0, 1)"}; empty for any number. */
  String text() {
    if (high == Double.MAX_VALUE) {
      String words = lowBound == Bound.INCLUDED ? " of at least " : " above ";
      return low == -Double.MAX_VALUE ? "" : words + number(low);
    }
    return " in %s%s, %s%s"
        .formatted(
            lowBound == Bound.INCLUDED ? "[" : "(",
            number(low),
            number(high),
            highBound == Bound.INCLUDED ? "]" : ")");
  }

  private static String number(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
