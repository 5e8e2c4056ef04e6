/**
 * Evaluation of candidates as Spark tasks: the distributed step, and the only code that knows RDDs.
 *
 * <p>In: candidates and a scorer that travels to each executor once. Out: one outcome a candidate,
 * handed over as it arrives; whatever goes wrong inside a candidate is an outcome too.
 */
package io.quarry.evaluate;
