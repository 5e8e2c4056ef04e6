package io.quarry.problem;

/** Another process holds what this one needs, or took it over. The message names both. */
public final class HeldException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * What is held, and by whom.
   *
   * @param message names the thing and the process
   * @param maybe what the user may try, without the word Maybe
   */
  public HeldException(String message, String maybe) {
    super(message + System.lineSeparator() + "Maybe " + maybe);
  }
}
