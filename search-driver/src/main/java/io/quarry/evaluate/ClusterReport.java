package io.quarry.evaluate;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cluster as it was found.
 *
 * @param local whether there is none: the driver evaluates
 * @param executors that Spark has, the driver in local mode
 * @param slots tasks that run at the same time
 * @param taskCores cores of a task
 * @param overheadBytes memory beside its heap that an executor is granted, and killed above; 0: no
 *     cluster manager looks at it
 * @param driver what the driver's JVM tells
 * @param hosts what each executor tells
 * @param clocks how each executor's clock is set
 * @param latencyProblem one where models could not be timed on it, else none
 * @param settings of the application that a search depends on, those that are set
 */
public record ClusterReport(
    boolean local,
    int executors,
    int slots,
    int taskCores,
    long overheadBytes,
    HostReport driver,
    List<HostReport> hosts,
    List<Clock> clocks,
    List<String> latencyProblem,
    Map<String, String> settings) {

  public ClusterReport {
    hosts = List.copyOf(hosts);
    clocks = List.copyOf(clocks);
    latencyProblem = List.copyOf(latencyProblem);
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /**
   * An executor's clock beside the driver's.
   *
   * @param executor Spark's id of it
   * @param host name of its host
   * @param aheadMs how far it is ahead of the driver's, in milliseconds; negative: behind
   * @param uncertaintyMs half of the time that asking took: the true offset lies within
   */
  public record Clock(String executor, String host, double aheadMs, double uncertaintyMs) {}
}
