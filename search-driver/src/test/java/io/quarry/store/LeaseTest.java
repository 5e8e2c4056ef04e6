package io.quarry.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.HeldException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
  private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path root;

  private final FakeTime time = new FakeTime();
  private Directory directory;

  @BeforeEach
  void open() {
    directory = Directory.of(root.toString(), new Configuration(false));
  }

  @Test
  void whatNobodyHoldsIsTakenAtOnceAndGivenBack() {
    try (Lease lease = take()) {
      lease.requireHeld();
      assertThat(directory.names()).containsExactly("driver-000001.lease");
      LeaseHolder holder = Lease.holder(directory, "driver").orElseThrow();
      assertThat(holder.pid()).isEqualTo(ProcessHandle.current().pid());
      assertThat(holder.user()).isEqualTo(System.getProperty("user.name"));
      assertThat(holder.released()).isFalse();
    }
    assertThat(Lease.holder(directory, "driver").orElseThrow().released()).isTrue();

    long before = time.nanos();
    take().close();
    assertThat(time.nanos()).isEqualTo(before);
    assertThat(directory.names()).containsExactly("driver-000002.lease");
  }

  @Test
  void whatIsRenewedIsRefusedAndItsHolderNamed() {
    write(4, foreign(0));
    int[] beats = {0};
    time.meanwhile(() -> write(4, foreign(++beats[0] / 8)));
    long before = time.nanos();

    assertThatThrownBy(this::take)
        .isInstanceOf(HeldException.class)
        .hasMessageContaining(
            "run x is being written by another driver: process 12 of ada on host elsewhere, since "
                + THEN
                + ", last renewed ")
        .hasMessageContaining("its lease expires in 30 s");

    assertThat(Duration.ofNanos(time.nanos() - before)).isLessThan(Duration.ofSeconds(6));
    assertThat(directory.names()).containsExactly("driver-000004.lease");
  }

  @Test
  void whatIsNotRenewedIsTakenOverWhenItHasExpired() {
    write(4, foreign(3));
    long before = time.nanos();

    try (Lease lease = take()) {
      lease.requireHeld();
      assertThat(Duration.ofNanos(time.nanos() - before))
          .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
      assertThat(directory.names()).containsExactly("driver-000005.lease");
    }
  }

  @Test
  void whatCannotBeParsedCountsAsHeldUntilItHasExpired() {
    directory.write("driver-000001.lease", "half a li".getBytes(UTF_8));
    long before = time.nanos();

    take().close();

    assertThat(Duration.ofNanos(time.nanos() - before)).isGreaterThan(Duration.ofSeconds(29));
  }

  @Test
  void theLeaseOfAProcessOfThisHostThatHasEndedIsTakenAtOnce() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    LeaseHolder here = LeaseHolder.current();
    assertThat(here.processes()).isNotEmpty();
    write(
        1,
        new LeaseHolder(here.host(), ended.pid(), here.processes(), "ada", THEN, THEN, 9, false));
    long before = time.nanos();

    take().close();

    assertThat(time.nanos()).isEqualTo(before);
    write(
        7, new LeaseHolder(here.host(), ended.pid(), "another boot", "ada", THEN, THEN, 9, false));
    take().close();
    assertThat(time.nanos()).as("its processes are not this host's").isGreaterThan(before);
  }

  @Test
  void whoLostItNoticesAndLeavesTheNextOnesAlone() {
    Lease lease = take();
    write(2, foreign(5));

    lease.requireNotSeenLost();
    assertThatThrownBy(lease::requireHeld)
        .isInstanceOf(HeldException.class)
        .hasMessageContaining("This driver has lost run x")
        .hasMessageContaining("process 12 of ada on host elsewhere");
    assertThatThrownBy(lease::requireNotSeenLost).isInstanceOf(HeldException.class);
    lease.close();

    assertThat(Lease.holder(directory, "driver")).contains(foreign(5));
  }

  @Test
  void whoseFileIsGoneHasLostItToo() {
    Lease lease = take();
    directory.delete("driver-000001.lease");

    assertThatThrownBy(lease::requireHeld).hasMessageContaining("the lease's file is gone");
    lease.close();
    assertThat(directory.names()).isEmpty();
  }

  @Test
  void whoWaitsGetsItWhenItIsGivenBack() {
    write(1, foreign(0));
    List<LeaseHolder> seen = new ArrayList<>();
    int[] looks = {0};
    time.meanwhile(
        () -> {
          looks[0]++;
          write(1, looks[0] < 90 ? foreign(looks[0] / 10) : foreign(9).releasedNow());
        });

    Optional<Lease> lease =
        Lease.await(directory, "driver", "run x", time.leases(), () -> false, seen::add);

    lease.orElseThrow().close();
    assertThat(seen).hasSize(8).allMatch(holder -> holder.host().equals("elsewhere"));
  }

  @Test
  void whoIsStoppedWhileItWaitsGetsNothing() {
    write(1, foreign(0));
    assertThat(Lease.await(directory, "driver", "run x", time.leases(), () -> true, holder -> {}))
        .isEmpty();
    assertThat(directory.names()).containsExactly("driver-000001.lease");
  }

  /** The number that it takes is free again, for whoever had it is long done. */
  @Test
  void whoClaimsANumberThatOthersAreDoneWithGetsNothing() {
    write(1, foreign(0));
    int[] looks = {0};
    Lease[] taken = new Lease[1];
    time.meanwhile(
        () -> {
          if (++looks[0] == 60) {
            // As of one who saw it expire a moment earlier.
            directory.delete("driver-000001.lease");
            write(9, foreign(2));
          }
        });

    assertThatThrownBy(
            () -> {
              time.pass(Duration.ofSeconds(1));
              taken[0] =
                  Lease.await(
                          directory,
                          "driver",
                          "run x",
                          time.leases(),
                          () -> looks[0] >= 60,
                          holder -> {})
                      .orElseThrow();
            })
        .isInstanceOf(java.util.NoSuchElementException.class);
    assertThat(directory.names()).containsExactly("driver-000009.lease");
  }

  @Test
  void oneWhoOnlyReadsTellsALiveHolderFromADeadOne() {
    assertThat(Lease.isAlive(directory, "driver", time.leases())).isFalse();
    try (Lease lease = take()) {
      lease.requireHeld();
      assertThat(Lease.isAlive(directory, "driver", time.leases())).isTrue();
    }
    assertThat(Lease.isAlive(directory, "driver", time.leases())).isFalse();

    write(2, foreign(3));
    assertThat(Lease.isAlive(directory, "driver", time.leases())).as("never renews").isFalse();
    int[] beats = {3};
    time.meanwhile(() -> write(2, foreign(++beats[0])));
    assertThat(Lease.isAlive(directory, "driver", time.leases()))
        .as("its clock is apart, and it renews")
        .isTrue();
  }

  private Lease take() {
    return Lease.take(directory, "driver", "run x", time.leases());
  }

  private void write(long number, LeaseHolder holder) {
    directory.write("driver-%06d.lease".formatted(number), holder.json());
  }

  private static LeaseHolder foreign(int beats) {
    return new LeaseHolder(
        "elsewhere", 12, "boot", "ada", THEN, THEN.plusSeconds(beats), beats, false);
  }
}
