package io.quarry.doctor;

import static io.quarry.doctor.ClusterChecks.size;

import io.quarry.evaluate.ClusterReport;
import io.quarry.evaluate.HostReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The memory of executors held against the estimate of what a search takes. */
final class MemoryChecks {
  private static final String HEAP = "heap";
  private static final String NATIVE = "native memory";
  private static final String HOST = "memory of hosts";

  private final ClusterReport cluster;
  private final long heapBytes;
  private final long nativeBytes;

  MemoryChecks(ClusterReport cluster, Needs needs) {
    this.cluster = cluster;
    this.heapBytes = needs.heapBytes();
    int executors = Math.max(1, cluster.executors());
    this.nativeBytes = needs.nativeBytes((cluster.slots() + executors - 1) / executors);
  }

  List<Check> all() {
    return cluster.hosts().isEmpty() ? List.of() : List.of(heap(), outsideTheHeap(), hosts());
  }

  private Check heap() {
    long least = least(HostReport::heapBytes);
    String found = "%s, a search takes some %s".formatted(size(least), size(heapBytes));
    return least < heapBytes
        ? Check.mend(
            HEAP,
            found,
            "%s %dm"
                .formatted(
                    cluster.local() ? "--driver-memory" : "--executor-memory",
                    (heapBytes >> 20) + 100))
        : Check.fine(HEAP, found);
  }

  /** Who is over the overhead is killed; who is over JavaCPP's limit gets an error. */
  private Check outsideTheHeap() {
    long limit = least(HostReport::nativeBytes);
    String need = "a search takes some %s".formatted(size(nativeBytes));
    if (cluster.overheadBytes() > 0 && cluster.overheadBytes() < nativeBytes) {
      return Check.mend(
          NATIVE,
          "%s of overhead, %s".formatted(size(cluster.overheadBytes()), need),
          "--conf spark.executor.memoryOverhead=%dm".formatted((nativeBytes >> 20) + 100));
    }
    String found = "ND4J may take %s, %s".formatted(size(limit), need);
    return limit < nativeBytes
        ? Check.warning(
            NATIVE,
            found,
            "spark.executor.extraJavaOptions -Dorg.bytedeco.javacpp.maxbytes=%dm"
                .formatted((nativeBytes >> 20) + 100))
        : Check.fine(NATIVE, found);
  }

  private Check hosts() {
    List<String> tight = new ArrayList<>();
    Map<String, List<HostReport>> byHost =
        cluster.hosts().stream().collect(Collectors.groupingBy(HostReport::host));
    byHost.forEach(
        (host, executors) -> {
          long taken = executors.stream().mapToLong(e -> e.heapBytes() + nativeBytes).sum();
          long there = executors.get(0).memoryBytes();
          if (taken > there) {
            tight.add(
                "%s has %s, its %d executors may take %s"
                    .formatted(host, size(there), executors.size(), size(taken)));
          }
        });
    return tight.isEmpty()
        ? Check.fine(HOST, "%s at least".formatted(size(least(HostReport::memoryBytes))))
        : Check.warning(
            HOST,
            String.join("; ", tight),
            "fewer executors a host, or less heap for each: who takes too much is killed.");
  }

  private long least(ToLongFunction<HostReport> bytes) {
    return cluster.hosts().stream().mapToLong(bytes).min().orElseThrow();
  }
}
