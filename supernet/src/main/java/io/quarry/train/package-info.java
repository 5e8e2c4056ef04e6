/**
 * Training a supernet: recipes as phases, the sandwich rule with in-place distillation, and
 * checkpoints.
 *
 * <p>In: a family, a recipe, the training split and a seed. Out: a checkpoint that scoring slices
 * sub-networks from.
 */
package io.quarry.train;
