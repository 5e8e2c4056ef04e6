package io.quarry.benchmarks;

import io.quarry.config.CodeVersion;
import io.quarry.evaluate.Endurance;
import io.quarry.evaluate.RunIdentity;
import io.quarry.evaluate.Scorer;
import io.quarry.evaluate.SparkEvaluator;
import io.quarry.seed.Seeds;
import java.time.Duration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Sessions and evaluators that benchmarks use. */
final class Sessions {
  private static final RunIdentity IDENTITY =
      new RunIdentity("benchmark", "", "", "", CodeVersion.text());

  private Sessions() {}

  /**
   * Opens a session. Executors of a master {@code local-cluster[...]} get this program's class path
   * and so much memory; such a cluster needs SPARK_HOME and SPARK_SCALA_VERSION set.
   */
  static JavaSparkContext open(String master, String executorMemory) {
    return new JavaSparkContext(
        new SparkConf()
            .setMaster(master)
            .setAppName("Quarry benchmark")
            .set("spark.ui.enabled", "false")
            .set("spark.executor.memory", executorMemory)
            .set("spark.executorEnv.OMP_NUM_THREADS", "1")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path")));
  }

  static SparkEvaluator evaluator(JavaSparkContext spark, Scorer scorer, Duration timeout) {
    return new SparkEvaluator(spark, scorer, IDENTITY, new Seeds(1), new Endurance(timeout, 2));
  }
}
