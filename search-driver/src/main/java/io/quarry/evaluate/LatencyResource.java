package io.quarry.evaluate;

import io.quarry.problem.InputException;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ExecutorResourceRequests;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;

/** Spark's resource that a host has one of, so that one task at a time is timing there. */
final class LatencyResource {
  static final String NAME = "latency";

  private static final String OF_EXECUTORS = "spark.executor.resource.latency.amount";
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";
  private static final String SPECULATION = "spark.speculation";
  private static final String SPECULATION_OF_ONE = "spark.speculation.task.duration.threshold";

  private LatencyResource() {}

  /**
   * What a task that times asks for: nothing in local mode; one of the resource where the
   * application's executors have it; an executor of its own where Spark may start some.
   *
   * @param cores of that executor
   * @throws InputException when the cluster grants no such resource, or would speculate
   */
  static Optional<ResourceProfile> of(JavaSparkContext spark, int cores) {
    if (spark.isLocal()) {
      return Optional.empty();
    }
    SparkConf conf = spark.getConf();
    if (conf.getBoolean(SPECULATION, false) && conf.contains(SPECULATION_OF_ONE)) {
      throw new InputException(
          "%s makes Spark start a second copy of a task that times".formatted(SPECULATION_OF_ONE),
          "leave it out; speculation as such does not touch timing.");
    }
    TaskResourceRequests task = new TaskResourceRequests().resource(NAME, 1);
    if (conf.contains(OF_EXECUTORS)) {
      return Optional.of(new ResourceProfileBuilder().require(task).build());
    }
    if (conf.getBoolean(DYNAMIC, false)) {
      // Workers discover the resource themselves; neither a script nor a vendor is asked for.
      ExecutorResourceRequests executor =
          new ExecutorResourceRequests().cores(cores).resource(NAME, 1, "", "");
      return Optional.of(
          new ResourceProfileBuilder().require(executor).require(task.cpus(cores)).build());
    }
    throw new InputException(
        "This cluster grants no resource \"%s\": models cannot be timed one at a time on a host"
            .formatted(NAME),
        "give it to the workers that are to time (spark.worker.resource.latency.amount 1 and a"
            + " discovery script) and to the executors (--conf %s=1), or search on a latency"
                .formatted(OF_EXECUTORS)
            + " profile; cluster-conf/ has samples.");
  }
}
