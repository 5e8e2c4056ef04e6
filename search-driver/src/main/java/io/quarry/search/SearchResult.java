package io.quarry.search;

import io.quarry.pareto.ParetoFront;

/**
 * What a search came to.
 *
 * @param front of everything measured
 * @param progress the final one
 */
public record SearchResult(ParetoFront front, SearchProgress progress) {}
