/**
 * Searches replayed on recorded tables, without evaluating anything.
 *
 * <p>In: a table, tactics, seeds and a budget. Out: how fast each tactic nears the table's own
 * hypervolume, and how well schedules keep slots busy, as texts, CSV and a picture.
 */
package io.quarry.replay;
