package io.quarry.outcome;

import java.io.Serializable;

/**
 * How long one run of a model takes on a host.
 *
 * @param medianMs median over all measured runs, milliseconds
 * @param p10Ms their 10th percentile
 * @param p90Ms their 90th percentile
 * @param intervalPercent width of the median's 95 % confidence interval, in percent of it
 * @param runs how many were measured
 * @param controlMs the control model's median before them
 * @param driftPercent how much the control model's median had changed after them, in percent of it;
 *     negative where it became faster
 * @param attempts how often its group was timed until this result
 * @param steady whether interval and drift are within the bounds that were set
 */
public record Latency(
    double medianMs,
    double p10Ms,
    double p90Ms,
    double intervalPercent,
    int runs,
    double controlMs,
    double driftPercent,
    int attempts,
    boolean steady)
    implements Serializable {}
