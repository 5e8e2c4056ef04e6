package io.quarry.problem;

/**
 * Something that a user gave cannot be used: a file, a key, a value, a checkpoint. The message
 * names it and its value; advice stands on a second line that begins with {@code Maybe}.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A problem with no advice to give. */
  public InputException(String message) {
    super(message);
  }

  /**
   * A problem with advice.
   *
   * @param message names the thing and its value
   * @param maybe what the user may try, without the word Maybe: {@code "install the package x."}
   */
  public InputException(String message, String maybe) {
    super(message + System.lineSeparator() + "Maybe " + maybe);
  }

  /** A problem with advice and the exception that showed it. */
  public InputException(String message, String maybe, Throwable cause) {
    super(message + System.lineSeparator() + "Maybe " + maybe, cause);
  }
}
