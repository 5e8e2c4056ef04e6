/**
 * The loop of a search and the run around it: supernet, search, confirmation of the front.
 *
 * <p>In: a configuration, a run directory and a Spark context. Out: measurements in the store, and
 * the files of the run. Of runs that are there: exported models, and models measured again.
 */
package io.quarry.search;
