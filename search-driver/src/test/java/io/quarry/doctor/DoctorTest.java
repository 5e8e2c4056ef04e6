package io.quarry.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.doctor.Check.Verdict;
import io.quarry.evaluate.ClusterReport;
import io.quarry.evaluate.ClusterReport.Clock;
import io.quarry.evaluate.HostReport;
import io.quarry.problem.InputException;
import io.quarry.store.Directory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  private static final long GIB = 1L << 30;
  private static final Needs NEEDS =
      new Needs(8 << 20, 7 << 20, 8 << 20, 1 << 18, 1, true, 1, List.of());
  private static final Host FINE =
      new Host("17.0.15+6", "0.1.0+a", "", List.of("avx2"), GIB, "", List.of());

  @TempDir Path root;

  @Test
  void aClusterThatIsWellGetsNoAdvice() {
    Diagnosis diagnosis = examine(NEEDS, cluster(0, List.of(), Map.of(), 3, FINE, FINE));

    assertThat(diagnosis.checks()).allMatch(check -> check.verdict() == Verdict.FINE);
    assertThat(diagnosis.checks()).allMatch(check -> check.advice().isEmpty());
    assertThat(diagnosis.checks())
        .extracting(Check::name)
        .containsExactly(
            "data",
            "storage",
            "cluster",
            "executors",
            "Java",
            "Quarry",
            "natives",
            "temporary files",
            "processors",
            "threads",
            "heap",
            "native memory",
            "memory of hosts",
            "clocks",
            "timing",
            "speculation");
    assertThat(found(diagnosis, "executors"))
        .isEqualTo("2 executors on 2 hosts answered, 4 slots of 1 cores");
    assertThat(found(diagnosis, "clocks")).isEqualTo("apart by 3 ms at most, ± 10 ms");
    assertThat(diagnosis.isHealthy()).isTrue();
  }

  @Test
  void otherVersionsAreNamedWithTheirHosts() {
    Host java = new Host("21.0.2+1", "0.1.0+a", "", List.of("avx2"), GIB, "", List.of());
    Host code = new Host("17.0.1+2", "0.1.0+b", "", List.of("avx2"), GIB, "", List.of());

    Diagnosis diagnosis = examine(NEEDS, cluster(0, List.of(), Map.of(), 0, java, code));

    assertMend(diagnosis, "Java", "the driver runs 17.0.15+6, but h0 runs 21.0.2+1", "JAVA_HOME");
    assertMend(
        diagnosis, "Quarry", "the driver runs 0.1.0+a, but h1 runs 0.1.0+b", "leave other jars");
    assertThat(diagnosis.isHealthy()).isFalse();
  }

  @Test
  void nativesAndTheirDirectoryAreNamed() {
    Host broken =
        new Host("17.0.15+6", "0.1.0+a", "no dnnl", List.of("avx2"), GIB, "noexec", List.of());

    Diagnosis diagnosis = examine(NEEDS, cluster(0, List.of(), Map.of(), 0, FINE, broken));

    assertMend(diagnosis, "natives", "h1, Linux amd64: no dnnl", "add the natives");
    assertMend(diagnosis, "temporary files", "h1, /tmp: noexec", "-Djava.io.tmpdir=DIR");
  }

  @Test
  void tooLittleMemoryIsToldWithWhatToAskFor() {
    Host small = new Host("17.0.15+6", "0.1.0+a", "", List.of("avx2"), GIB / 2, "", List.of());

    Diagnosis diagnosis = examine(NEEDS, cluster(GIB / 4, List.of(), Map.of(), 0, small));

    assertMend(
        diagnosis, "heap", "1024 MiB, a search takes some 1158 MiB", "--executor-memory 1258m");
    assertMend(
        diagnosis,
        "native memory",
        "256 MiB of overhead, a search takes some 698 MiB",
        "--conf spark.executor.memoryOverhead=798m");
  }

  @Test
  void clocksThatAreApartAreWarnedOf() {
    Diagnosis diagnosis = examine(NEEDS, cluster(0, List.of(), Map.of(), -7_250, FINE, FINE));

    assertWarned(diagnosis, "clocks", "h0 is 7.3 s behind, ± 0.01 s", "chrony");
    assertThat(diagnosis.isHealthy()).isTrue();
  }

  @Test
  void whatOnlySlowsIsAWarning() {
    Needs vnni = new Needs(1, 1, 1, 1, 4, false, 1, List.of("avx512_vnni", "avx_vnni"));

    Diagnosis diagnosis =
        examine(vnni, cluster(0, List.of("no"), Map.of("spark.speculation", "true"), 0, FINE));

    assertWarned(
        diagnosis,
        "processors",
        "the target wants avx512_vnni or avx_vnni; without: h0, cpu",
        "policy.target");
    assertWarned(
        diagnosis,
        "threads",
        "a slot has 1 cores and runs 4 native threads",
        "--conf spark.task.cpus=4");
    assertWarned(diagnosis, "speculation", "Spark runs slow tasks a second time", "leave");
    assertThat(found(diagnosis, "timing")).isEqualTo("no model is timed");
  }

  @Test
  void theResourceForTimingIsAskedForWhereModelsAreTimed() {
    String problem =
        new InputException("This cluster grants no resource \"latency\"", "give it to it.")
            .getMessage();

    Diagnosis diagnosis = examine(NEEDS, cluster(0, List.of(problem), Map.of(), 0, FINE));

    assertMend(
        diagnosis, "timing", "This cluster grants no resource \"latency\"", "give it to it.");
  }

  @Test
  void aClusterThatRefusesAndImagesThatAreMissingAreChecksLikeOthers() throws Exception {
    Path file = Files.writeString(root.resolve("file"), "in the way");

    Diagnosis diagnosis =
        Doctor.examine(
            "spark://h:1",
            () -> {
              throw new InputException("There is no directory x", "its path is another.");
            },
            Directory.of(file.toString(), new Configuration()),
            needs -> {
              throw new InputException("Master spark://h:1 does not answer", "it does not run.");
            });

    assertMend(diagnosis, "data", "There is no directory x", "its path is another.");
    assertMend(diagnosis, "storage", file + " cannot be written", "this is why");
    assertMend(diagnosis, "cluster", "Master spark://h:1 does not answer", "it does not run.");
    assertThat(diagnosis.checks()).hasSize(3);
  }

  @Test
  void nothingIsLeftInTheStorage() {
    examine(NEEDS, cluster(0, List.of(), Map.of(), 0, FINE));
    assertThat(root.resolve("runs")).isEmptyDirectory();
  }

  @Test
  void neitherTableNorJsonTellSecrets() {
    Diagnosis diagnosis =
        new Diagnosis(List.of(Check.mend("x", "sftp://a:hunter2@h", "password=hunter2")));
    assertThat(diagnosis.text() + diagnosis.json())
        .contains("sftp://a:***@h")
        .doesNotContain("hunter2");
  }

  private Diagnosis examine(Needs needs, ClusterReport cluster) {
    return Doctor.examine(
        "spark://h:7077",
        () -> needs,
        Directory.of(root.resolve("runs").toString(), new Configuration()),
        needed -> cluster);
  }

  /** What differs between hosts here. */
  private record Host(
      String java,
      String code,
      String natives,
      List<String> flags,
      long heapBytes,
      String temporary,
      List<String> environment) {
    HostReport report(int number) {
      return new HostReport(
          String.valueOf(number),
          "h" + number,
          "cpu",
          flags,
          "Linux amd64",
          java,
          code,
          natives.isEmpty() ? "runtime 1" : "",
          natives,
          4,
          heapBytes + GIB / 2,
          heapBytes,
          8 * GIB,
          environment,
          "/tmp",
          temporary,
          20 * GIB);
    }
  }

  private static ClusterReport cluster(
      long overheadBytes,
      List<String> latencyProblem,
      Map<String, String> settings,
      double aheadMs,
      Host... hosts) {
    List<HostReport> reports = new ArrayList<>();
    for (Host host : hosts) {
      reports.add(host.report(reports.size()));
    }
    return new ClusterReport(
        false,
        hosts.length,
        4,
        1,
        overheadBytes,
        FINE.report(9),
        reports,
        List.of(new Clock("0", "h0", aheadMs, 10)),
        latencyProblem,
        settings);
  }

  private static String found(Diagnosis diagnosis, String name) {
    return check(diagnosis, name).found();
  }

  private static Check check(Diagnosis diagnosis, String name) {
    return diagnosis.checks().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  private static void assertMend(Diagnosis diagnosis, String name, String found, String advice) {
    assertCheck(check(diagnosis, name), Verdict.MEND, found, advice);
  }

  private static void assertWarned(Diagnosis diagnosis, String name, String found, String advice) {
    assertCheck(check(diagnosis, name), Verdict.WARNING, found, advice);
  }

  private static void assertCheck(Check check, Verdict verdict, String found, String advice) {
    assertThat(check.verdict()).isEqualTo(verdict);
    assertThat(check.found()).isEqualTo(found);
    assertThat(check.advice()).contains(advice);
  }
}
