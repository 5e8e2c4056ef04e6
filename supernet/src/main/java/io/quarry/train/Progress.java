package io.quarry.train;

/**
 * How far training has come, after a step.
 *
 * @param step steps done
 * @param steps steps of the whole recipe
 * @param phase the step's phase
 * @param loss mean loss of the step's first network, the largest, in nats
 * @param learningRate the step's
 */
public record Progress(int step, int steps, Phase.Kind phase, double loss, double learningRate) {}
