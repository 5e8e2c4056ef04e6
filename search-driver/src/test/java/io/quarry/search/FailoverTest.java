package io.quarry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.store.Directory;
import io.quarry.store.Journal;
import io.quarry.store.StoredOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers that end at every step of writing, and those that take up what they left. */
class FailoverTest {
  /** What may wait for two seconds at 0.7 s each, and one that comes then. */
  private static final int MOST_LOST = 4;

  private static final int BUDGET = 24;

  @TempDir Path root;

  @Test
  void whereverADriverEndsTheNextComesToTheSameJournal() {
    List<StoredOutcome> undisturbed = undisturbed();
    int steps = steps();
    assertThat(undisturbed).hasSize(BUDGET);
    assertThat(steps).isGreaterThanOrEqualTo(12);
    for (int step = 1; step <= steps; step++) {
      assertEndsAndIsTakenUp(at("step" + step), step, undisturbed);
    }
  }

  private void assertEndsAndIsTakenUp(Directory store, int step, List<StoredOutcome> undisturbed) {
    ToySearch toy = toy();
    assertThatThrownBy(() -> toy.of(store.guarded(new Crash(step))).run(() -> false))
        .isInstanceOf(Crash.Ended.class);
    assertIsPartOf(store, undisturbed);
    cutUnfinished(store);

    ToySearch second = toy();
    assertThatThrownBy(() -> second.of(store.guarded(new Crash(3))).run(() -> false))
        .as("at the third step of the next driver")
        .isInstanceOf(Crash.Ended.class);
    assertIsPartOf(store, undisturbed);

    ToySearch last = toy();
    last.of(store).run(() -> false);
    assertThat(read(store)).isEqualTo(new Journal(undisturbed, List.of()));
    assertThat(toy.evaluated() + second.evaluated() + last.evaluated())
        .as("paid twice after a crash at step %d", step)
        .isLessThanOrEqualTo(BUDGET + 2 * MOST_LOST);
  }

  @Test
  void withoutBarriersNothingIsLostOrDoubledEither() {
    Crash guard = Crash.never();
    toy().of(at("whole").guarded(guard)).runContinuously(() -> false);
    for (int step = 1; step <= guard.steps(); step += 3) {
      Directory store = at("free" + step);
      Directory dying = store.guarded(new Crash(step));
      ToySearch toy = toy();
      assertThatThrownBy(() -> toy.of(dying).runContinuously(() -> false))
          .isInstanceOf(Crash.Ended.class);
      Set<StoredOutcome> before = Set.copyOf(read(store).entries());
      ToySearch next = toy();
      next.of(store).runContinuously(() -> false);
      assertThat(read(store).entries()).hasSize(BUDGET).containsAll(before);
      assertThat(toy.evaluated() + next.evaluated()).isLessThanOrEqualTo(BUDGET + MOST_LOST);
    }
  }

  @Test
  void whatWasTornIsPaidForAgainAndNothingIsDoubled() throws IOException {
    List<StoredOutcome> undisturbed = undisturbed();
    Directory store = at("torn");
    assertThatThrownBy(() -> toy().of(store.guarded(new Crash(steps() / 2))).run(() -> false))
        .isInstanceOf(Crash.Ended.class);
    Path torn = parquet(store).get(0);
    Files.write(torn, Arrays.copyOf(Files.readAllBytes(torn), (int) Files.size(torn) / 2));

    ToySearch next = toy();
    next.of(store).run(() -> false);

    assertThat(next.evaluated()).isEqualTo(BUDGET);
    assertThat(read(store).entries()).isEqualTo(undisturbed);
    assertThat(read(store).problems()).singleElement().asString().startsWith(torn + ": it is torn");
  }

  @Test
  void aStopInTheMidstOfABatchIsTakenUpToo() {
    List<StoredOutcome> undisturbed = undisturbed();
    Directory store = at("stopped");
    int[] asked = {0};
    Search stopped = toy().of(store);
    stopped.run(() -> ++asked[0] > 13);
    assertThat(read(store).entries()).hasSizeBetween(6, 13);

    Search again = toy().of(store);
    again.run(() -> true);
    assertThat(again.progress().evaluations()).isZero();
    again.countTheRest();
    assertThat(again.progress().evaluations()).isEqualTo(read(store).entries().size());
    assertThat(again.tally().front()).isEqualTo(stopped.tally().front());

    toy().of(store).run(() -> false);
    assertThat(read(store).entries()).isEqualTo(undisturbed);
  }

  /** By kill -9, between any two evaluations. */
  @Test
  void aProcessThatIsKilledIsTakenUpByTheNext() throws Exception {
    List<StoredOutcome> undisturbed = undisturbed();
    Path killed = root.resolve("killed");
    for (int evaluations : List.of(11, 6)) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  Killed.class.getName(),
                  killed.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (InputStream out = process.getInputStream();
          OutputStream in = process.getOutputStream()) {
        for (int i = 0; i < evaluations; i++) {
          assertThat(out.read()).as("asks whether it may evaluate").isEqualTo('?');
          in.write('!');
          in.flush();
        }
        assertThat(out.read()).isEqualTo('?');
        process.destroyForcibly().waitFor();
      }
    }
    assertIsPartOf(at("killed"), undisturbed);
    assertThat(read(at("killed")).entries()).hasSizeGreaterThanOrEqualTo(17 - 2 * MOST_LOST);

    toy().of(at("killed")).run(() -> false);

    assertThat(read(at("killed"))).isEqualTo(new Journal(undisturbed, List.of()));
  }

  /** A driver that asks before each evaluation. */
  static final class Killed {
    private Killed() {}

    public static void main(String[] arguments) {
      Directory store = Directory.of(arguments[0], new Configuration(false));
      new ToySearch(Killed::ask).upTo(BUDGET).of(store).run(() -> false);
    }

    private static void ask() {
      System.out.write('?');
      System.out.flush();
      try {
        if (System.in.read() != '!') {
          throw new IllegalStateException("no answer");
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private List<StoredOutcome> undisturbed() {
    Directory store = at("undisturbed");
    toy().of(store).run(() -> false);
    return read(store).entries();
  }

  private int steps() {
    Crash guard = Crash.never();
    toy().of(at("counted").guarded(guard)).run(() -> false);
    return guard.steps();
  }

  /** Also what other readers of Parquet see: every row once in all visible files. */
  private void assertIsPartOf(Directory store, List<StoredOutcome> undisturbed) {
    Journal journal = read(store);
    assertThat(undisturbed).containsAll(journal.entries());
    assertThat(journal.problems()).allMatch(problem -> problem.contains(".unfinished"));
  }

  private void cutUnfinished(Directory store) {
    for (String name : store.names()) {
      if (name.endsWith(".unfinished")) {
        byte[] bytes = store.read(name);
        store.write(name, Arrays.copyOf(bytes, bytes.length / 3));
      }
    }
  }

  private static ToySearch toy() {
    return new ToySearch().upTo(BUDGET);
  }

  private static Journal read(Directory store) {
    return ToySearch.store(store).read();
  }

  private List<Path> parquet(Directory store) {
    List<Path> files = new ArrayList<>();
    for (String name : store.names()) {
      if (name.endsWith(".parquet")) {
        files.add(store.localPath().orElseThrow().resolve(name));
      }
    }
    return files;
  }

  private Directory at(String name) {
    return Directory.of(root.toString(), new Configuration(false)).child(name);
  }
}
