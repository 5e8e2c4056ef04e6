package io.quarry.problem;

/**
 * Something that a user gave cannot be used: a file, a key, a value, a checkpoint. The message
 * names it and its value; advice stands on a second line that begins with {@code Maybe}. {@link
 * Secrets} are cut out of it.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A problem with no advice to give. */
  public InputException(String message) {
    super(Secrets.redact(message));
  }

  /**
   * A problem with advice.
   *
   * @param message names the thing and its value
   * @param maybe what the user may try, without the word Maybe: {@code "install the package x."}
   */
  public InputException(String message, String maybe) {
    super(text(message, maybe));
  }

  /** A problem with advice and the exception that showed it. */
  public InputException(String message, String maybe, Throwable cause) {
    super(text(message, maybe), cause);
  }

  private static String text(String message, String maybe) {
    return Secrets.redact(message + System.lineSeparator() + "Maybe " + maybe);
  }
}
