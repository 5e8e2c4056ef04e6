package io.quarry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.HeldException;
import io.quarry.problem.InputException;
import io.quarry.store.Directory;
import io.quarry.store.FakeTime;
import io.quarry.store.Lease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatientWritesTest {
  @TempDir Path root;

  private final FakeTime time = new FakeTime();

  /** A file where the directory should be: as good as a full disk. */
  @Test
  void aRunThatCannotWriteIsPausedAndLosesNothing() throws IOException {
    new ToySearch().of(at("undisturbed")).run(() -> false);
    Path inTheWay = Files.writeString(root.resolve("m"), "in the way");
    long[] waitedSince = {time.nanos()};
    time.meanwhile(
        () -> {
          if (time.nanos() - waitedSince[0] > Duration.ofMinutes(3).toNanos()) {
            delete(inTheWay);
          }
        });
    ToySearch toy = new ToySearch();
    try (Lease lease = take()) {
      PatientWrites patient = new PatientWrites(lease, () -> false, time.leases());
      toy.of(at("m").guarded(patient)).run(() -> false);
    }
    assertThat(Duration.ofNanos(time.nanos() - waitedSince[0]))
        .as("longer and longer, but never longer than 30 s")
        .isBetween(Duration.ofMinutes(3), Duration.ofSeconds(3 * 60 + 31));
    assertThat(toy.evaluated()).isEqualTo(ToySearch.BUDGET);
    assertThat(ToySearch.store(at("m")).read())
        .isEqualTo(ToySearch.store(at("undisturbed")).read());
  }

  @Test
  void whoeverStopsAPausedRunIsToldWhatIsLost() throws IOException {
    Files.writeString(root.resolve("m"), "in the way");
    int[] asked = {0};
    try (Lease lease = take()) {
      PatientWrites patient = new PatientWrites(lease, () -> ++asked[0] > 20, time.leases());
      ToySearch toy = new ToySearch();
      assertThatThrownBy(() -> toy.of(at("m").guarded(patient)).run(() -> asked[0] > 20))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(
              "%d outcomes could not be stored. %s".formatted(toy.evaluated(), root.resolve("m")))
          .hasMessageContaining("a file is in the way");
    }
  }

  @Test
  void whoHasLostTheLeaseWritesNothing() {
    Lease lease = take();
    int[] evaluations = {0};
    ToySearch toy =
        new ToySearch(
            () -> {
              if (++evaluations[0] == 20) {
                at("").write("driver-000002.lease", new byte[0]);
              }
            });
    PatientWrites patient = new PatientWrites(lease, () -> false, time.leases());

    assertThatThrownBy(() -> toy.of(at("m").guarded(patient)).run(() -> false))
        .isInstanceOf(HeldException.class)
        .hasMessageContaining("This driver has lost run r");

    assertThat(ToySearch.store(at("m")).read().entries()).hasSizeBetween(16, 19);
    lease.close();
  }

  private Lease take() {
    return Lease.take(at(""), "driver", "run r", time.leases());
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Directory at(String name) {
    Directory directory = Directory.of(root.toString(), new Configuration(false));
    return name.isEmpty() ? directory : directory.child(name);
  }
}
