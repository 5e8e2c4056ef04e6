package io.quarry.evaluate;

import io.quarry.latency.Protocol;
import io.quarry.score.Natives;
import io.quarry.score.SupernetScorer;
import io.quarry.space.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Profiles networks on Spark, in groups. */
public final class SparkProfiler implements NetworkProfiler, AutoCloseable {
  private static final int GROUP = 8;

  private final HostJobs jobs;
  private final Broadcast<SupernetScorer> supernet;
  private final String hostClass;
  private final Protocol protocol;

  /**
   * A profiler with its own broadcast.
   *
   * @param spark stays open; the caller's
   * @param supernet makes the models; trained or not
   * @param hostClass what the user calls the hosts that time
   */
  public SparkProfiler(
      JavaSparkContext spark, SupernetScorer supernet, String hostClass, Protocol protocol) {
    this.jobs = new HostJobs(spark, protocol.threads());
    this.supernet = spark.broadcast(supernet);
    this.hostClass = hostClass;
    this.protocol = protocol;
  }

  @Override
  public void profile(List<Candidate> candidates, Consumer<Group> arrived, BooleanSupplier stop) {
    List<HostTask<Group>> tasks = new ArrayList<>();
    for (int from = 0; from < candidates.size(); from += GROUP) {
      int to = Math.min(candidates.size(), from + GROUP);
      tasks.add(task(new ProfileTask(candidates.subList(from, to), hostClass, protocol)));
    }
    jobs.run("Profiling %d networks".formatted(candidates.size()), tasks, arrived, stop);
  }

  @Override
  public void close() {
    supernet.unpersist();
  }

  private HostTask<Group> task(ProfileTask task) {
    Broadcast<SupernetScorer> supernet = this.supernet;
    return () -> {
      Natives.require();
      return task.run(supernet.value());
    };
  }
}
