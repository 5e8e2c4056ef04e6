/**
 * Measurements side by side with peers, and of alternatives for one operator.
 *
 * <p>In: seeded networks and arrays. Out: rates, ratios and tables for the README. A timing is
 * never a test.
 */
package io.quarry.benchmarks;
