package io.quarry.evaluate;

import java.io.Serializable;
import java.util.List;

/**
 * What an executor, or the driver in local mode, tells of itself and its host.
 *
 * @param executor Spark's id of it
 * @param host name of its host
 * @param cpu model name of the processor
 * @param cpuFlags of the instruction sets that formats depend on, those it has
 * @param platform operating system and architecture
 * @param java version of its JVM
 * @param code version of Quarry that it runs
 * @param runtime name and version of what runs models; empty where natives do not load
 * @param nativesProblem why natives do not load; empty where they do
 * @param processors that its JVM sees
 * @param heapBytes most that its JVM takes
 * @param nativeBytes most that ND4J's arrays take
 * @param memoryBytes of its host or container
 * @param environment variables that native threads heed, those that are set: {@code NAME=value}
 * @param temporary its directory for temporary files, from which natives are loaded
 * @param temporaryProblem why natives cannot be unpacked and run there; empty where they can
 * @param temporaryBytes free there
 */
public record HostReport(
    String executor,
    String host,
    String cpu,
    List<String> cpuFlags,
    String platform,
    String java,
    String code,
    String runtime,
    String nativesProblem,
    int processors,
    long heapBytes,
    long nativeBytes,
    long memoryBytes,
    List<String> environment,
    String temporary,
    String temporaryProblem,
    long temporaryBytes)
    implements Serializable {

  public HostReport {
    cpuFlags = List.copyOf(cpuFlags);
    environment = List.copyOf(environment);
  }
}
