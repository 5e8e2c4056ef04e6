package io.quarry.evaluate;

import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;

/** Names of jobs and of their stages on Spark's pages. */
final class JobNames {
  private static final String DESCRIPTION = "spark.job.description";

  private JobNames() {}

  /**
   * Starts jobs under a name. What the calling thread starts afterwards has the name that it had
   * before: the session may be a notebook's.
   */
  static <T> T named(JavaSparkContext spark, String name, Supplier<T> start) {
    String before = spark.getLocalProperty(DESCRIPTION);
    spark.sc().setJobDescription(name);
    spark.setCallSite(name);
    try {
      return start.get();
    } finally {
      spark.clearCallSite();
      spark.sc().setJobDescription(before);
    }
  }
}
