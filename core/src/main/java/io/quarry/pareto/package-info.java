/** Pareto dominance, the front of measured candidates, and its exact hypervolume. */
package io.quarry.pareto;
