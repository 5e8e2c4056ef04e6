package io.quarry.search;

/**
 * How far a search has come.
 *
 * @param evaluations candidates with an outcome
 * @param budget candidates that the search is going to evaluate
 * @param paid of them evaluated by this run, not found in the store
 * @param failed of them failed
 * @param infeasible of them break a constraint
 * @param frontSize points on the front so far
 * @param hypervolume of the front so far, against the search's reference point
 */
record SearchProgress(
    int evaluations,
    int budget,
    int paid,
    int failed,
    int infeasible,
    int frontSize,
    double hypervolume) {}
