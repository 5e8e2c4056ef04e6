package io.quarry.predict.latency;

import java.io.Serializable;

/**
 * A predicted latency.
 *
 * @param latencyMs milliseconds, 0 or more
 * @param spreadMs 68.27 % of what was held out lay no farther from its prediction, which is a
 *     standard deviation where errors are normal, and which a few measurements gone wrong do not
 *     move
 */
public record LatencyEstimate(double latencyMs, double spreadMs) implements Serializable {}
