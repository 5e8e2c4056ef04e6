package io.quarry.onnx;

/** ONNX Runtime refused a model or failed to run it. */
public final class InferenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InferenceException(String message, Throwable cause) {
    super(message, cause);
  }
}
