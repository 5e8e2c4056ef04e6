package io.quarry;

import io.quarry.cli.Cli;
import io.quarry.evolve.JdkGenerators;
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
    Configuration hadoop = hadoop(conf);
    try (Interruption interruption = Interruption.listen();
        Session session = new Session(conf, hadoop)) {
      SparkEngine engine =
          new SparkEngine(
              conf.get(MASTER),
              hadoop,
              session::context,
              () -> Masters.requireAnswer(conf, hadoop));
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
    private final Configuration hadoop;
    private JavaSparkContext context;

    Session(SparkConf conf, Configuration hadoop) {
      this.conf = conf;
      this.hadoop = hadoop;
    }

    JavaSparkContext context() {
      if (context == null) {
        context = Masters.open(conf, hadoop);
      }
      return context;
    }

    @Override
    public void close() {
      if (context != null) {
        context.close();
      }
    }
  }
}
