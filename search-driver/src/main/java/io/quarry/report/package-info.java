/**
 * What a run leaves behind: its directory with the configuration, the front as CSV and as a table
 * for people, the models and the summary.
 *
 * <p>In: a front and figures. Out: files that appear whole or not at all, the same bytes for the
 * same input.
 */
package io.quarry.report;
