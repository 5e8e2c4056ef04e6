/**
 * Whether a search can run here: the cluster, its hosts, memory, clocks and storage held against
 * what a configuration needs.
 *
 * <p>In: what the cluster tells of itself, a directory of runs and a configuration's needs. Out:
 * checks, each with what to do.
 */
package io.quarry.doctor;
