/**
 * Searches over search spaces (SpaceEvo, Wang et al. 2023, arXiv 2303.08308): which block type and
 * which window of widths each stage should have, so that a search inside finds good networks within
 * a latency.
 *
 * <p>In: a table of sub-stages with their losses and latencies, latency constraints, seeds. Out:
 * the best spaces with their scores and the evidence, as texts, CSV and JSON. Nothing is trained
 * here.
 */
package io.quarry.hyperspace;
