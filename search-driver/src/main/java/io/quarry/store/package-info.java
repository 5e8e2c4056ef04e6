/**
 * What outlives a process: directories on any file system of Hadoop's, and the append-only table of
 * outcomes in Parquet. The only code that knows either library.
 *
 * <p>In: outcomes, batch by batch, and files as bytes. Out: the same, in order, with a list of what
 * could not be read.
 */
package io.quarry.store;
