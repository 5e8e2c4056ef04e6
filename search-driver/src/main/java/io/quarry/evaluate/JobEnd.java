package io.quarry.evaluate;

/**
 * All tasks of a wave have ended, or Spark gave them up.
 *
 * @param wave which
 */
record JobEnd(int wave) implements Event {}
