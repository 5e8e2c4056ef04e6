/**
 * Predictors of what a candidate would score, learned from the few that were measured.
 *
 * <p>In: candidates as features, and one objective's values. Out: a mean and a spread for any other
 * candidate, and figures that say how far to trust them.
 */
package io.quarry.predict;
