package io.quarry.evaluate;

import io.quarry.latency.Protocol;
import io.quarry.outcome.Timing;
import io.quarry.space.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Times candidates on Spark, in groups. */
final class SparkTimer implements CandidateTimer {
  /** Models of a group; the control model is timed before and after each group. */
  private static final int GROUP = 8;

  private final HostJobs jobs;
  private final Broadcast<Scorer> scorer;
  private final RunIdentity identity;
  private final String hostClass;
  private final Protocol protocol;

  SparkTimer(
      JavaSparkContext spark,
      Broadcast<Scorer> scorer,
      RunIdentity identity,
      String hostClass,
      Protocol protocol) {
    this.jobs = new HostJobs(spark, protocol.threads());
    this.scorer = scorer;
    this.identity = identity;
    this.hostClass = hostClass;
    this.protocol = protocol;
  }

  @Override
  public void time(
      List<Candidate> candidates,
      Timing.Purpose purpose,
      double paceMs,
      Consumer<List<Timing>> arrived,
      BooleanSupplier stop) {
    List<HostTask<List<Timing>>> tasks = new ArrayList<>();
    for (int from = 0; from < candidates.size(); from += GROUP) {
      List<Candidate> group = candidates.subList(from, Math.min(candidates.size(), from + GROUP));
      tasks.add(task(new TimingTask(group, purpose, hostClass, protocol, paceMs)));
    }
    jobs.run("Timing %d candidates".formatted(candidates.size()), tasks, arrived, stop);
  }

  private HostTask<List<Timing>> task(TimingTask task) {
    Broadcast<Scorer> scorer = this.scorer;
    RunIdentity identity = this.identity;
    return () -> {
      scorer.value().prepare();
      return task.run(scorer.value(), identity);
    };
  }
}
