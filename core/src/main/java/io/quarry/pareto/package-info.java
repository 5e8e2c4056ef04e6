/**
 * Pareto dominance: the front of measured candidates, non-dominated ranks and crowding distances of
 * plain values, the exact hypervolume and what a point would add to it.
 */
package io.quarry.pareto;
