package io.quarry.query;

/** How a value is compared with another. */
enum Relation {
  AT_MOST("<="),
  AT_LEAST(">="),
  NOT("!="),
  LESS("<"),
  MORE(">"),
  IS("=");

  private final String sign;

  Relation(String sign) {
    this.sign = sign;
  }

  /** As conditions write it. */
  String sign() {
    return sign;
  }

  /** Whether it holds of two numbers; of NaN, which is no value, none does. */
  boolean holds(double left, double right) {
    return switch (this) {
      case AT_MOST -> left <= right;
      case AT_LEAST -> left >= right;
      case LESS -> left < right;
      case MORE -> left > right;
      case IS -> left == right;
      case NOT -> left < right || left > right;
    };
  }
}
