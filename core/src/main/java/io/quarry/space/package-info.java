/**
 * The language of a search: named decisions, the space they span and the candidates in it.
 *
 * <p>In: decisions declared by the supernet and the quantization policy. Out: canonical candidates,
 * in which only the active decisions stand, with a key that is the same on every JVM.
 */
package io.quarry.space;
