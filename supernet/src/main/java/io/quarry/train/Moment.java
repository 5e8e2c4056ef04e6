package io.quarry.train;

/**
 * Where a step stands in a recipe.
 *
 * @param step counted from 0 over all phases
 * @param phase its phase
 * @param progress share of the phase's steps that are done, in [0, 1)
 */
public record Moment(int step, Phase phase, double progress) {}
