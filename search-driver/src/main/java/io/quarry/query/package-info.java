/**
 * Questions to runs that are there: the front under conditions, and runs side by side.
 *
 * <p>In: directories of runs, conditions as texts. Out: tables for people, JSON and CSV. Needs no
 * Spark, and loads neither images nor supernets.
 */
package io.quarry.query;
