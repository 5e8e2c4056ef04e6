package io.quarry.format;

/**
 * Arithmetic of float32 on tensors, element by element, each step rounded to float32: what a format
 * is made of in a model that a runtime simulates it in.
 *
 * @param <T> a tensor
 */
public interface Elementwise<T> {
  /** The sum. */
  T add(T left, T right);

  /** The sum with a constant. */
  T add(T left, float right);

  /** The difference. */
  T subtract(T left, T right);

  /** The product. */
  T multiply(T left, T right);

  /** The product with a constant. */
  T multiply(T left, float right);

  /** The magnitude. */
  T abs(T of);

  /** −1, 0 or 1. */
  T sign(T of);

  /** The larger of it and a constant. */
  T max(T of, float least);

  /** The nearest number in [low, high]. */
  T clip(T of, float low, float high);

  /** What a table has at the index that a number is when its fraction is cut off. */
  T lookUp(float[] table, T index);

  /** Rounded to bfloat16 as the hardware does: half to even, beyond the largest to infinity. */
  T bfloat16(T of);
}
