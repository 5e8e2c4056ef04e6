/**
 * Quarry as a library, for programs and notebooks that have a Spark session: {@code
 * Runs.open(spark, "hdfs:///runs/nightly").front()}.
 *
 * <p>In come a {@code SparkSession}, locations and texts of configurations; out go tables as {@code
 * Dataset<Row>}. Signatures hold types of the JDK, of {@code org.apache.spark.sql} and of this
 * package alone, so that one jar serves Java and Scala, on Spark 3.5 and 4.0. What a user can cause
 * is an {@link io.quarry.problem.InputException}.
 */
package io.quarry.api;
