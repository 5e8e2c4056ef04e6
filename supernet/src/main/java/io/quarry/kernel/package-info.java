/**
 * What a network's nodes cost as kernels: descriptions that need neither weights nor a run.
 *
 * <p>In: a network and a policy. Out: one {@link io.quarry.kernel.Kernel} a node, equal where the
 * runtime has equal work to do.
 */
package io.quarry.kernel;
