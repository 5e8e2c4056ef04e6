/**
 * Running networks: operators with forward and backward over ND4J arrays, by oneDNN's primitives.
 *
 * <p>In: a network, shared parameters and a batch. Out: logits and accumulated gradients.
 */
package io.quarry.net;
