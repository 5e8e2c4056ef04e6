/**
 * What outlives a process: directories on any file system of Hadoop's, the append-only tables of
 * outcomes and timings in Parquet, and the leases by which one driver at a time writes them. The
 * only code that knows either library.
 *
 * <p>In: outcomes, batch by batch, and files as bytes. Out: the same, in order, with a list of what
 * could not be read.
 */
package io.quarry.store;
