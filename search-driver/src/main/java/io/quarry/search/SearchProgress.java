package io.quarry.search;

/**
 * How far a search has come.
 *
 * @param evaluations candidates with an outcome that this run paid for, by this start or before
 * @param budget candidates that the search is going to pay for
 * @param paid of them evaluated by this start, not found in the store
 * @param reused candidates that other runs paid for, which come on top
 * @param failed of the run's own failed
 * @param infeasible of the run's own break a constraint
 * @param frontSize points on the front so far
 * @param hypervolume of the front so far, against the search's reference point
 */
record SearchProgress(
    int evaluations,
    int budget,
    int paid,
    int reused,
    int failed,
    int infeasible,
    int frontSize,
    double hypervolume) {}
