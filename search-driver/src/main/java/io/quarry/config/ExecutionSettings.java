package io.quarry.config;

import java.io.Serializable;

/**
 * How a run is executed; none of it decides a result.
 *
 * @param threadsPerSlot native threads of one candidate's evaluation, positive; as many as {@code
 *     spark.task.cpus}
 * @param trainThreads native threads of training; 0: all cores
 * @param candidateTimeoutSeconds how long the evaluation of one candidate may take, positive
 * @param executorLosses executors that may be lost under a candidate before it counts as failed, at
 *     least 2
 */
public record ExecutionSettings(
    int threadsPerSlot, int trainThreads, double candidateTimeoutSeconds, int executorLosses)
    implements Serializable {}
