package io.quarry.config;

import java.io.Serializable;

/**
 * How a run is executed; none of it decides a result.
 *
 * @param threadsPerSlot native threads of one candidate's evaluation; 0: the host's cores divided
 *     by the task slots of an executor
 * @param trainThreads native threads of training; 0: all cores
 */
public record ExecutionSettings(int threadsPerSlot, int trainThreads) implements Serializable {}
