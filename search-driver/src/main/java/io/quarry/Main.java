package io.quarry;

import io.quarry.cli.Cli;
import io.quarry.evolve.JdkGenerators;
import io.quarry.problem.InputException;
import io.quarry.score.Objectives;
import io.quarry.search.RunExports;
import io.quarry.search.SparkEngine;
import io.quarry.store.Directory;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** The program. Only this class opens and closes Spark's session, and ends the process. */
public final class Main {
  private static final String HADOOP = "spark.hadoop.";
  private static final String HEADLESS = "java.awt.headless";
  private static final String MASTER = "spark.master";

  private Main() {}

  /** Runs a command; see {@code --help}. */
  public static void main(String[] arguments) {
    int code = run(arguments);
    // YARN, where it runs the driver, takes every exit for a failure, and starts it once more.
    if (code != Cli.OK || !isRunByCluster()) {
      System.exit(code);
    }
  }

  private static boolean isRunByCluster() {
    return new SparkConf().get("spark.submit.deployMode", "client").equals("cluster");
  }

  private static int run(String[] arguments) {
    if (System.getProperty(HEADLESS) == null) {
      System.setProperty(HEADLESS, "true"); // Pictures go to files; a display may be out of reach.
    }
    JdkGenerators.discover(); // Before Spark has hidden them; see there.
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    SparkConf conf =
        new SparkConf().setIfMissing(MASTER, "local[*]").setIfMissing("spark.app.name", "quarry");
    try (Interruption interruption = Interruption.listen();
        Session session = new Session(conf)) {
      Configuration hadoop = hadoop(conf);
      SparkEngine engine = new SparkEngine(conf.get(MASTER), hadoop, session::context);
      RunExports exports =
          new RunExports(location -> Directory.of(location, hadoop), Objectives.ALL);
      return new Cli(engine, exports, Objectives.ALL, interruption::isRequested, out, err)
          .run(arguments);
    }
  }

  private static Configuration hadoop(SparkConf conf) {
    Configuration hadoop = new Configuration();
    for (Tuple2<String, String> setting : conf.getAllWithPrefix(HADOOP)) {
      hadoop.set(setting._1(), setting._2());
    }
    return hadoop;
  }

  /** Spark's context, opened when it is first asked for. */
  private static final class Session implements AutoCloseable {
    private final SparkConf conf;
    private JavaSparkContext context;

    Session(SparkConf conf) {
      this.conf = conf;
    }

    JavaSparkContext context() {
      if (context == null) {
        context = open(conf);
      }
      return context;
    }

    private static JavaSparkContext open(SparkConf conf) {
      try {
        return new JavaSparkContext(conf);
      } catch (IllegalAccessError e) {
        throw new InputException(
            "Spark cannot run in the driver's JVM, which keeps packages of the JDK closed to it: %s"
                .formatted(e.getMessage()),
            "--conf spark.driver.extraJavaOptions with the --add-opens of cluster-conf's"
                + " spark-defaults.conf is missing: a standalone cluster starts drivers without.",
            e);
      }
    }

    @Override
    public void close() {
      if (context != null) {
        context.close();
      }
    }
  }
}
