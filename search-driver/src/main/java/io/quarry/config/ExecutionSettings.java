package io.quarry.config;

import java.io.Serializable;

/**
 * How a run is executed; none of it decides a result.
 *
 * @param threadsPerSlot native threads of one candidate's evaluation, positive; as many as {@code
 *     spark.task.cpus}
 * @param trainThreads native threads of training; 0: all cores
 */
public record ExecutionSettings(int threadsPerSlot, int trainThreads) implements Serializable {}
