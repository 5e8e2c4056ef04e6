/**
 * The command line: arguments, the plan, progress, the front as a table, exit codes.
 *
 * <p>In: arguments and an engine. Out: an exit code. The only code, with {@code Main}, that prints.
 */
package io.quarry.cli;
