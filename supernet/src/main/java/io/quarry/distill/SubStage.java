package io.quarry.distill;

import io.quarry.space.Candidate;
import java.io.Serializable;

/**
 * What is known of one sub-stage: a row of the table that spaces are scored from.
 *
 * @param choices its decisions, in the family's names: the width of what it reads, and all that are
 *     active over its stage. {@link io.quarry.arch.ElasticStage#network} turns them into a network
 * @param int8Loss noise-to-signal ratio against the teacher, rounded to int8
 * @param float32Loss the same with the same weights in float32
 * @param macs multiply-accumulates of the stage for one image
 * @param parameters its weights, and a bias for each output channel of a layer
 */
public record SubStage(
    Candidate choices, double int8Loss, double float32Loss, long macs, long parameters)
    implements Serializable {}
