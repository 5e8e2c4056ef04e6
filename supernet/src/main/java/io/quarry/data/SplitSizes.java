package io.quarry.data;

import java.io.Serializable;

/**
 * How many images each split gets.
 *
 * @param train for training the supernet
 * @param calibration for batch-norm statistics and activation ranges
 * @param validation what the search sees
 * @param test what the final front is reported on, once
 */
public record SplitSizes(int train, int calibration, int validation, int test)
    implements Serializable {}
