package io.quarry.api;

import io.quarry.evolve.JdkGenerators;
import io.quarry.search.Engine;
import io.quarry.search.SparkEngine;
import io.quarry.store.Directory;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Engines over a session that is the user's, and stays open. */
final class Engines {
  private Engines() {}

  static Engine of(SparkSession spark) {
    JdkGenerators.discover(); // Before Spark has hidden them; see there.
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    return new SparkEngine(context.master(), context.hadoopConfiguration(), () -> context);
  }

  static Directory directory(SparkSession spark, String location) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    return Directory.of(location, hadoop);
  }
}
