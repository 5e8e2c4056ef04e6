/**
 * Latency profiles: what networks and their kernels take on one class of hosts.
 *
 * <p>In: networks that were profiled on executors. Out: a JSON document, and the model of latency
 * that is fitted to it.
 */
package io.quarry.profile;
