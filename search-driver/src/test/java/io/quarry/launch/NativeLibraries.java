package io.quarry.launch;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.bytedeco.dnnl.global.dnnl;
import org.nd4j.linalg.factory.Nd4j;

/** A program that {@link QuarryScriptIT} submits: loads every native library in a task. */
public final class NativeLibraries {

  private NativeLibraries() {}

  /** Prints what the libraries of a task answer, and the arguments. */
  public static void main(String[] arguments) throws IOException {
    try (SparkSession session = SparkSession.builder().getOrCreate()) {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      String answer = spark.parallelize(List.of(1), 1).map(task -> load()).first();
      System.out.println("natives: " + answer);
      System.out.println("arguments: " + String.join(" ", arguments));
      System.out.println("setting: " + spark.getConf().get("spark.quarry.test", "none"));
      System.out.println("master: " + spark.master());
      System.out.println("memory: " + spark.getConf().get("spark.driver.memory", "none"));
    }
  }

  private static String load() {
    double sum = Nd4j.ones(2, 3).mmul(Nd4j.ones(3, 2)).sumNumber().doubleValue();
    return "ND4J %s, oneDNN %d.%d, ONNX Runtime %s"
        .formatted(
            sum,
            dnnl.dnnl_version().major(),
            dnnl.dnnl_version().minor(),
            OrtEnvironment.getEnvironment().getVersion());
  }
}
