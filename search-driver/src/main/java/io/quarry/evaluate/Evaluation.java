package io.quarry.evaluate;

import io.quarry.space.Candidate;
import java.io.Serializable;
import java.time.Duration;

/**
 * A candidate that is to be evaluated.
 *
 * @param seed the candidate's own, for its provenance
 * @param timeout for all of it
 */
record Evaluation(Candidate candidate, long seed, Duration timeout) implements Serializable {}
