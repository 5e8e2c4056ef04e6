/**
 * The configuration of a run: one immutable record of records.
 *
 * <p>In: built-in defaults, a HOCON file and {@code --set} overrides. Out: a {@link
 * io.quarry.config.SearchConfig} whose every value was checked, its text and its hashes. What is
 * wrong is reported all at once, by file, line and key.
 */
package io.quarry.config;
