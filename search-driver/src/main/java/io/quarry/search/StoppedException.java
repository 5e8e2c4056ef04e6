package io.quarry.search;

/** The user asked to stop before there was a result; what was done is kept. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A stop.
   *
   * @param message what is left behind, for people
   */
  public StoppedException(String message) {
    super(message);
  }
}
