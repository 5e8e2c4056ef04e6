/**
 * Search tactics: what to evaluate next, given what was measured.
 *
 * <p>In: a search space, the objectives, a seed, and outcomes as they are told. Out: candidates
 * that were never asked for before. The same seed and outcomes give the same candidates, whatever
 * the sizes of the batches.
 */
package io.quarry.tactic;
