package io.quarry.evaluate;

import java.io.Serializable;

/**
 * What one task does that wants a host for itself.
 *
 * @param <R> its result, serializable
 */
@FunctionalInterface
interface HostTask<R> extends Serializable {
  R run();
}
