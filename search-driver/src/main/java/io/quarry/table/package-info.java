/**
 * Recorded tables: candidates that somebody evaluated before, to search without evaluating.
 *
 * <p>In: a directory with {@code table.conf} and {@code rows.csv} or {@code rows.csv.gz}. Out: the
 * space, the outcome of each row, and for a proposal without a row the nearest one not seen yet.
 */
package io.quarry.table;
