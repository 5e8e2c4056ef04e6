package io.quarry.train;

import io.quarry.arch.Network;
import io.quarry.net.RoundedLayers;

/**
 * Forward and backward of one network in a step.
 *
 * @param network the sub-network
 * @param rounded what its layers are rounded to
 * @param name for people: {@code the largest}
 */
public record Pass(Network network, RoundedLayers rounded, String name) {}
