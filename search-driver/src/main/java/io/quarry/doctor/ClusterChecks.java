package io.quarry.doctor;

import io.quarry.evaluate.ClusterReport;
import io.quarry.evaluate.ClusterReport.Clock;
import io.quarry.evaluate.HostReport;
import io.quarry.problem.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/** A cluster held against what a configuration needs. */
final class ClusterChecks {
  /** Clocks that differ by more make provenance misleading. */
  private static final double CLOCK_MS = 1_000;

  private static final long LEAST_TEMPORARY_BYTES = 1L << 30;

  private final ClusterReport cluster;
  private final Needs needs;

  ClusterChecks(ClusterReport cluster, Needs needs) {
    this.cluster = cluster;
    this.needs = needs;
  }

  List<Check> all() {
    List<Check> checks = new ArrayList<>();
    checks.add(executors());
    checks.add(versions("Java", HostReport::java, ClusterChecks::feature));
    checks.add(versions("Quarry", HostReport::code, Function.identity()));
    checks.add(natives());
    checks.add(temporary());
    checks.add(processors());
    checks.add(threads());
    checks.addAll(new MemoryChecks(cluster, needs).all());
    checks.add(clocks());
    checks.add(latency());
    checks.add(speculation());
    return checks;
  }

  private Check executors() {
    Set<String> hosts = cluster.hosts().stream().map(HostReport::host).collect(sorted());
    String found =
        "%d executors on %d hosts answered, %d slots of %d cores"
            .formatted(cluster.hosts().size(), hosts.size(), cluster.slots(), cluster.taskCores());
    if (cluster.local()) {
      return Check.fine(
          "executors", "no cluster: %d slots in this process".formatted(cluster.slots()));
    }
    return cluster.hosts().size() < cluster.executors()
        ? Check.warning(
            "executors",
            found + "; %d did not".formatted(cluster.executors() - cluster.hosts().size()),
            "others use them, or they are lost; look at Spark's page of executors.")
        : Check.fine("executors", found);
  }

  private Check versions(
      String what, Function<HostReport, String> version, Function<String, String> decisive) {
    String driver = version.apply(cluster.driver());
    List<String> others =
        cluster.hosts().stream()
            .filter(h -> !decisive.apply(version.apply(h)).equals(decisive.apply(driver)))
            .map(h -> "%s runs %s".formatted(h.host(), version.apply(h)))
            .distinct()
            .toList();
    return others.isEmpty()
        ? Check.fine(what, "%s, everywhere the same".formatted(driver))
        : Check.mend(
            what,
            "the driver runs %s, but %s".formatted(driver, String.join(", ", others)),
            what.equals("Java")
                ? "set JAVA_HOME for the workers, or spark.executorEnv.JAVA_HOME."
                : "leave other jars of Quarry out of the executors' class path.");
  }

  /** Of {@code 17.0.15+6} the number 17. */
  private static String feature(String version) {
    return version.split("[.+]", 2)[0];
  }

  private Check natives() {
    List<String> problems =
        told(h -> !h.nativesProblem().isEmpty(), h -> h.platform() + ": " + firstLine(h));
    if (problems.isEmpty()) {
      Set<String> loaded =
          cluster.hosts().stream().map(h -> h.runtime() + " on " + h.platform()).collect(sorted());
      return Check.fine("natives", "ND4J, oneDNN and " + String.join("; ", loaded) + " load");
    }
    return Check.mend(
        "natives",
        String.join("; ", problems),
        "add the natives of that platform (--jars), or leave its hosts out.");
  }

  private static String firstLine(HostReport host) {
    return host.nativesProblem().lines().findFirst().orElse("");
  }

  private Check temporary() {
    List<String> problems =
        told(
            h -> !h.temporaryProblem().isEmpty(),
            h -> "%s: %s".formatted(h.temporary(), h.temporaryProblem()));
    if (!problems.isEmpty()) {
      return Check.mend(
          "temporary files",
          String.join("; ", problems),
          "give executors another directory: spark.executor.extraJavaOptions"
              + " -Djava.io.tmpdir=DIR -Dorg.bytedeco.javacpp.cachedir=DIR.");
    }
    long least = cluster.hosts().stream().mapToLong(HostReport::temporaryBytes).min().orElse(0);
    String found = "libraries can be loaded from it, %s free at least".formatted(size(least));
    return least < LEAST_TEMPORARY_BYTES
        ? Check.warning(
            "temporary files", found, "make room: broadcasts go there when memory is short.")
        : Check.fine("temporary files", found);
  }

  private Check processors() {
    Set<String> models =
        cluster.hosts().stream()
            .map(h -> "%s (%s)".formatted(h.cpu(), String.join(" ", h.cpuFlags())))
            .collect(sorted());
    String found = String.join("; ", models);
    List<String> without =
        needs.instructions().isEmpty()
            ? List.of()
            : told(
                h -> h.cpuFlags().stream().noneMatch(needs.instructions()::contains),
                HostReport::cpu);
    if (!without.isEmpty()) {
      return Check.warning(
          "processors",
          "the target wants %s; without: %s"
              .formatted(String.join(" or ", needs.instructions()), String.join("; ", without)),
          "time on other hosts, or set policy.target to what these are.");
    }
    return models.size() > 1
        ? Check.warning(
            "processors",
            "several kinds: " + found,
            "scores may differ in the last bits from kind to kind; time on one kind"
                + " (latency.host-class).")
        : Check.fine("processors", found);
  }

  private Check threads() {
    String found =
        "a slot has %d cores and runs %d native threads"
            .formatted(cluster.taskCores(), needs.threads());
    if (!cluster.local() && needs.threads() > cluster.taskCores()) {
      return Check.warning(
          "threads",
          found,
          "--conf spark.task.cpus=%d, so that slots do not take cores from each other."
              .formatted(needs.threads()));
    }
    List<String> limited =
        told(
            h -> h.environment().stream().anyMatch(v -> v.startsWith("OMP_THREAD_LIMIT=")),
            h -> String.join(" ", h.environment()));
    if (!limited.isEmpty()) {
      return Check.warning(
          "threads",
          found + "; " + String.join("; ", limited),
          "leave OMP_THREAD_LIMIT out: Quarry sets the threads of each slot itself.");
    }
    Set<String> variables =
        cluster.hosts().stream().flatMap(h -> h.environment().stream()).collect(sorted());
    return Check.fine(
        "threads", variables.isEmpty() ? found : found + "; " + String.join(", ", variables));
  }

  private Check clocks() {
    if (cluster.local()) {
      return Check.fine("clocks", "one host");
    }
    List<String> apart =
        cluster.clocks().stream()
            .filter(c -> Math.abs(c.aheadMs()) - c.uncertaintyMs() > CLOCK_MS)
            .map(ClusterChecks::text)
            .distinct()
            .toList();
    if (!apart.isEmpty()) {
      return Check.warning(
          "clocks",
          String.join("; ", apart),
          "let a time service set them (chrony, ntpd): rows say when a candidate was evaluated.");
    }
    double most = cluster.clocks().stream().mapToDouble(c -> Math.abs(c.aheadMs())).max().orElse(0);
    double uncertainty =
        cluster.clocks().stream().mapToDouble(Clock::uncertaintyMs).max().orElse(0);
    return Check.fine(
        "clocks",
        String.format(Locale.ROOT, "apart by %.0f ms at most, ± %.0f ms", most, uncertainty));
  }

  private static String text(Clock clock) {
    return String.format(
        Locale.ROOT,
        "%s is %.1f s %s, ± %.2f s",
        clock.host(),
        Math.abs(clock.aheadMs()) / 1e3,
        clock.aheadMs() > 0 ? "ahead" : "behind",
        clock.uncertaintyMs() / 1e3);
  }

  private Check latency() {
    if (!needs.timed()) {
      return Check.fine("timing", "no model is timed");
    }
    if (cluster.local()) {
      return Check.fine("timing", "in this process, one model at a time");
    }
    return cluster.latencyProblem().isEmpty()
        ? Check.fine(
            "timing", "the resource latency is granted, or an executor for it is asked for")
        : Check.mend("timing", new InputException(cluster.latencyProblem().get(0)));
  }

  private Check speculation() {
    boolean on = Boolean.parseBoolean(cluster.settings().getOrDefault("spark.speculation", ""));
    return on
        ? Check.warning(
            "speculation",
            "Spark runs slow tasks a second time",
            "leave spark.speculation out: an outcome counts once, but is paid twice.")
        : Check.fine("speculation", "off: no candidate is evaluated twice");
  }

  /** A text for each host of which something holds. */
  private List<String> told(Predicate<HostReport> problem, Function<HostReport, String> text) {
    return cluster.hosts().stream()
        .filter(problem)
        .map(h -> h.host() + ", " + text.apply(h))
        .distinct()
        .toList();
  }

  private static Collector<String, ?, Set<String>> sorted() {
    return Collectors.toCollection(TreeSet::new);
  }

  /** Bytes for people. */
  static String size(long bytes) {
    return bytes < 10L << 30 ? "%d MiB".formatted(bytes >> 20) : "%d GiB".formatted(bytes >> 30);
  }
}
