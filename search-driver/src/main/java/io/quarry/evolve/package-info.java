/**
 * Evolutionary search on Jenetics, the only package that uses it and none of whose public
 * signatures shows it.
 *
 * <p>In: individuals, which are genomes with their minimised objective values. Out: the survivors
 * among them, and the genomes of their offspring. Everything here is a function of its arguments.
 */
package io.quarry.evolve;
