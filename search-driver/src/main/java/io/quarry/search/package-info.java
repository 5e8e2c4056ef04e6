/**
 * The search itself: ask, evaluate, store, tell, until the budget is spent.
 *
 * <p>In: a configuration and a run's directory. Out: the front of what was measured, with its
 * files.
 */
package io.quarry.search;
