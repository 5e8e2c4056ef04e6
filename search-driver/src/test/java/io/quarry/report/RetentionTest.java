package io.quarry.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.config.SearchConfig;
import io.quarry.objective.Objective;
import io.quarry.store.Directory;
import io.quarry.store.FakeTime;
import io.quarry.store.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  private static final Instant NOW = Instant.parse("2026-06-30T12:00:00Z");
  private static final List<Objective> KNOWN =
      List.of(
          Objective.minimize("top1-error", "top1_error_percent", "%"),
          Objective.minimize("size-bytes", "size_bytes", "bytes"));

  @TempDir Path root;

  private final FakeTime time = new FakeTime();

  @Test
  void runsAreListedYoungestFirst() throws IOException {
    run("old", "seed=1", 40);
    Path young = run("young", "seed=2", 0);
    String front = "key,a\n%s,1\n%s,2\n".formatted("0".repeat(64), "1".repeat(64));
    Files.writeString(young.resolve("front.csv"), front);
    Files.writeString(young.resolve("summary.json"), "{\"ended\":\"gain\"}");
    age(young, 0);

    List<String> lines = retention().text().lines().map(String::strip).toList();

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).matches("run +age +MiB +front +state");
    assertThat(lines.get(1)).matches("young +0 h 00 min +0.0 +2 +it gains too little");
    assertThat(lines.get(2)).matches("old +40 d +0.0 +0 +has not ended");
  }

  @Test
  void oldRunsGoButForTheYoungestAndThoseThatADriverHas() throws IOException {
    for (int days : List.of(1, 31, 50, 60)) {
      run("d" + days, "seed=" + days, days);
    }
    try (Lease lease = runs().existing("d50").lease(time.leases())) {
      lease.requireHeld();
      age(root.resolve("runs/d50"), 50);
      assertThat(retention().plan(Duration.ofDays(30), 0).runs()).containsExactly("d31", "d60");
      assertThat(retention().plan(Duration.ofDays(30), 2).runs()).containsExactly("d60");
      Retention.Plan plan = retention().plan(Duration.ofDays(30), 1);
      assertThat(plan.remarks())
          .singleElement()
          .asString()
          .startsWith("d50 stays: a driver has it, process " + ProcessHandle.current().pid());
      assertThat(retention().delete(plan)).isEmpty();
    }
    assertThat(runs().names()).containsExactly("d1", "d50");
    assertThat(root.resolve("runs")).isDirectoryNotContaining("glob:**deleted*");
  }

  @Test
  void aRunThatADriverTookSinceStays() throws IOException {
    run("old", "seed=1", 40);
    Retention.Plan plan = retention().plan(Duration.ofDays(30), 0);
    try (Lease lease = runs().existing("old").lease(time.leases())) {
      int[] beats = {0};
      Directory directory = runs().existing("old").directory();
      String other =
          "{\"host\":\"h\",\"pid\":1,\"processes\":\"\",\"user\":\"ada\","
              + "\"since\":\"2026-01-01T00:00:00Z\",\"renewed\":\"2026-01-01T00:00:00Z\","
              + "\"beats\":%d,\"released\":false}";
      time.meanwhile(
          () ->
              directory.write("driver-000001.lease", other.formatted(++beats[0]).getBytes(UTF_8)));
      assertThat(retention().delete(plan))
          .singleElement()
          .asString()
          .contains("old is being written by another driver: process 1 of ada on host h");
      lease.requireHeld();
    }
    assertThat(runs().names()).containsExactly("old");
  }

  @Test
  void supernetsGoWithTheLastRunThatNeedsThem() throws IOException {
    run("a", "seed=1", 40);
    run("b", "seed=1", 50);
    run("c", "seed=2", 60);
    String needed = Runs.supernetFile(config("seed=1"));
    String unneeded = Runs.supernetFile(config("seed=2"));
    String trained = Runs.supernetFile(config("seed=3"));
    for (String name : List.of(needed, unneeded, trained)) {
      Files.createDirectories(root.resolve("runs/supernets"));
      Files.writeString(root.resolve("runs/supernets").resolve(name), "weights");
    }
    age(root.resolve("runs/supernets"), 90);
    try (Lease lease =
        Lease.take(runs().supernets(), Runs.leaseOf(trained), "supernet", time.leases())) {
      lease.requireHeld();
      Retention.Plan plan = retention().plan(Duration.ofDays(30), 1);
      assertThat(plan.runs()).containsExactly("b", "c");
      assertThat(plan.supernets()).containsExactly(unneeded);
      retention().delete(plan);
    }
    assertThat(runs().supernets().names()).contains(needed, trained).doesNotContain(unneeded);
  }

  @Test
  void whereARunCannotTellWhatItNeedsEverySupernetStays() throws IOException {
    run("a", "seed=1", 1);
    Files.writeString(run("b", "seed=2", 50).resolve("config.conf"), "sede = 2");
    age(root.resolve("runs/b"), 50);
    Files.createDirectories(root.resolve("runs/supernets"));
    Files.writeString(root.resolve("runs/supernets/x.safetensors"), "weights");
    age(root.resolve("runs/supernets"), 90);

    Retention.Plan kept = retention().plan(Duration.ofDays(30), 2);
    assertThat(kept.supernets()).isEmpty();
    assertThat(kept.remarks()).singleElement().asString().startsWith("all supernets stay: ");
    assertThat(retention().plan(Duration.ofDays(30), 1).supernets())
        .containsExactly("x.safetensors");
  }

  private Retention retention() {
    return new Retention(runs(), NOW, time.leases());
  }

  private Path run(String name, String setting, int days) throws IOException {
    runs().open(name, config(setting));
    Path run = root.resolve("runs").resolve(name);
    age(run, days);
    return run;
  }

  private static void age(Path directory, int days) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofDays(days))));
      }
    }
  }

  private Runs runs() {
    Directory directory = Directory.of(root.toString(), new Configuration(false)).child("runs");
    return new Runs(directory, KNOWN);
  }

  private static SearchConfig config(String... overrides) {
    return SearchConfig.load(List.of(), List.of(overrides), KNOWN);
  }
}
