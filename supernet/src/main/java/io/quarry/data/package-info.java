/**
 * Image classification tasks: where images come from and the four splits that are never mixed.
 *
 * <p>In: a source's settings and a seed. Out: splits of unsigned bytes with labels, and their hash.
 */
package io.quarry.data;
