/** The program: where the command line, the search and Spark are put together. */
package io.quarry;
