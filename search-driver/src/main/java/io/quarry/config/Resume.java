package io.quarry.config;

/** What a start of a search takes up. */
public enum Resume {
  /** The run of its name, as far as it has come. */
  RUN,
  /**
   * The last run of its name that has not come to its end; where there is none, a new one, which
   * knows all that earlier runs measured in the same way.
   */
  AUTO,
  /** Nothing: a new run, which pays for everything. */
  FRESH
}
