package io.quarry.evaluate;

/** A user's objective gave no value, or none that is a number: the candidate's failure. */
final class CustomObjectiveException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CustomObjectiveException(String message) {
    super(message);
  }

  CustomObjectiveException(String message, Throwable cause) {
    super(message, cause);
  }
}
