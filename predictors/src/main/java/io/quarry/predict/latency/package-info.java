/**
 * Predictors of a network's latency from the latencies of its fused kernels.
 *
 * <p>In: kernels as numbers with their measured milliseconds, and some measured networks. Out:
 * milliseconds of any other network of these kinds of kernels, with a spread that was measured on
 * what was held out.
 */
package io.quarry.predict.latency;
