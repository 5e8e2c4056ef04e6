package io.quarry.config;

import io.quarry.data.DataSource;
import io.quarry.data.SplitSizes;
import java.io.Serializable;

/**
 * The task to search on.
 *
 * @param source where its images come from
 * @param splits how many images each split gets
 */
public record DataSettings(DataSource source, SplitSizes splits) implements Serializable {}
