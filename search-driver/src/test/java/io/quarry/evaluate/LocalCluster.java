package io.quarry.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;

/** Clusters on this host, whose executors are processes of their own. */
public final class LocalCluster {
  private LocalCluster() {}

  /**
   * Settings of a session. Executors get the test's class path and 512 MB; an installation of Spark
   * only has to look like one.
   */
  public static SparkConf conf(int executors, int cores, String application) throws IOException {
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new SparkConf()
        .setMaster("local-cluster[%d,%d,1024]".formatted(executors, cores))
        .setAppName(application)
        .set("spark.ui.enabled", "false")
        .set("spark.executor.extraClassPath", classPath)
        .set("spark.executor.memory", "512m");
  }
}
