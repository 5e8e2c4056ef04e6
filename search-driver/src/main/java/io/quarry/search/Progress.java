package io.quarry.search;

/** Shows how far long work has come. */
public interface Progress {

  /**
   * A new piece of work, to be closed when it ends. One is open at a time.
   *
   * @param name for people: {@code training, largest}
   * @param total how many steps it has, at least one
   */
  Work start(String name, long total);

  /** A piece of work under way. */
  interface Work extends AutoCloseable {

    /**
     * Shows that {@code done} steps are done, in all.
     *
     * @param done never less than before
     * @param detail what else to show: {@code loss 1.25}; may be empty
     */
    void reach(long done, String detail);

    @Override
    void close();
  }
}
