/**
 * How long a model takes on this host: the protocol by which it is timed, and the gate that keeps
 * everything else of Quarry's away meanwhile.
 *
 * <p>In: serialized models. Out: a {@link io.quarry.outcome.Latency} each, with its interval, what
 * the control model took before and after, and whether the host held still.
 */
package io.quarry.latency;
