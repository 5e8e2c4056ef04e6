package io.quarry.onnx;

/**
 * How a layer of a model is written and how the runtime runs it.
 *
 * @param layer the layer's name
 * @param written the arithmetic that the model asks for: integers where its input and its weights
 *     are both codes
 * @param ran the arithmetic of the operator that runs
 * @param operator the type of that operator
 */
public record LayerRun(String layer, Arithmetic written, Arithmetic ran, String operator) {

  /** What products and sums are computed in. */
  public enum Arithmetic {
    INTEGER,
    FLOAT
  }

  /** Whether integers were asked for and floats are computed. */
  public boolean fellBack() {
    return written == Arithmetic.INTEGER && ran == Arithmetic.FLOAT;
  }
}
