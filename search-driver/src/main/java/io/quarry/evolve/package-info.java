/**
 * Evolutionary search: single generations on Jenetics, for evaluations that have to be waited for,
 * and whole runs on plain arrays, for predictions. The only package that uses Jenetics, and none of
 * its public signatures shows it.
 *
 * <p>In: individuals, which are genomes with their minimised objectives and violation, or a space
 * and what scores its genomes. Out: the survivors and the genomes of their offspring, or the final
 * population and all non-dominated genomes found. Everything here is a function of its arguments.
 */
package io.quarry.evolve;
