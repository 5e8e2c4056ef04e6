/**
 * Evaluation of candidates as Spark tasks: the distributed step, and the only code that knows RDDs.
 *
 * <p>In: candidates and a scorer that travels to each executor once. Out: one outcome a candidate,
 * handed over as it arrives; whatever goes wrong inside a candidate is an outcome too, the end of
 * its executor included. The driver's side is {@link io.quarry.evaluate.Dispatch}, the executor's
 * {@link io.quarry.evaluate.EvaluationTask}.
 */
package io.quarry.evaluate;
