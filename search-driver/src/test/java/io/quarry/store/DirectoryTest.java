package io.quarry.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTest {
  private static final byte[] ONE = "one".getBytes(UTF_8);
  private static final byte[] TWO = "two".getBytes(UTF_8);

  @TempDir Path root;

  @Test
  void aFileIsReadAsItWasWrittenAndNothingElseIsLeft() {
    Directory directory = at("a b/ö");
    directory.create();

    directory.write("f", ONE);
    directory.write("f", TWO);
    directory.writeNew("g", ONE);

    assertThat(directory.read("f")).isEqualTo(TWO);
    assertThat(directory.names()).containsExactly("f", "g");
    assertThat(directory.holds("g")).isTrue();
    assertThat(directory.holds("h")).isFalse();
    assertThat(directory.localPath()).contains(root.resolve("a b/ö"));
    assertThat(directory).hasToString(root.resolve("a b/ö").toString());
  }

  @Test
  void whatTravelsArrivesAtTheSamePlaceWithTheSettingsOfItsFileSystem() {
    Configuration configuration = new Configuration(false);
    configuration.set("fs.defaultFS", "hdfs://namenode");
    configuration.set("key", "of ${user.name}");
    Directory directory = Directory.of(root.toString(), configuration).child("a b").child("ö");
    TravellingDirectory travelling = TravellingDirectory.of(directory, configuration);
    assertThat(travelling.arrived()).hasToString(root.resolve("a b/ö").toString());
    assertThat(travelling.arrived().localPath()).contains(root.resolve("a b/ö"));
    assertThat(travelling.settings())
        .containsEntry("fs.defaultFS", "hdfs://namenode")
        .containsEntry("key", "of ${user.name}");
    assertThat(
            new TravellingDirectory("hdfs://ada:secret@namenode/runs", new TreeMap<>()).toString())
        .doesNotContain("secret")
        .contains("namenode/runs");
  }

  @Test
  void aNewFileNeverReplacesOne() {
    Directory directory = at("a");
    directory.writeNew("f", ONE);

    assertThatThrownBy(() -> directory.writeNew("f", TWO))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("File " + root.resolve("a/f") + " exists already")
        .hasMessageContaining("Maybe another process");
    assertThat(directory.read("f")).isEqualTo(ONE);
  }

  @Test
  void aUriWithoutAHostIsOfTheDefaultFileSystem() {
    Configuration configuration = new Configuration();
    configuration.set("fs.defaultFS", "hdfs://localhost:1");

    assertThat(Directory.of("hdfs:///runs/a", configuration))
        .hasToString("hdfs://localhost:1/runs/a");
    assertThatThrownBy(() -> Directory.of("hdfs:///runs", new Configuration()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "hdfs:///runs names no host, and Hadoop's default file system is file:")
        .hasMessageContaining("Maybe HADOOP_CONF_DIR is not set, or hdfs://host/runs is meant.");
  }

  @Test
  void aPathWithoutASchemeIsLocalWhateverHadoopsDefaultIs() {
    Configuration configuration = new Configuration(false);
    configuration.set("fs.defaultFS", "hdfs://nowhere:1");

    Directory directory = Directory.of(root.toString(), configuration).child("a");
    directory.create();

    assertThat(root.resolve("a")).isDirectory();
  }

  @Test
  void aFileUriIsLocalToo() {
    Directory directory = Directory.of(root.toUri().toString(), new Configuration(false));

    assertThat(directory.localPath()).contains(root);
  }

  @Test
  void aMissingDirectoryIsEmpty() {
    assertThat(at("missing").names()).isEmpty();
    assertThat(at("missing").holds("f")).isFalse();
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> at("a").read("f"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("File " + root.resolve("a/f") + " cannot be read");
  }

  @Test
  void aDirectoryUnderAFileCannotBeCreated() throws IOException {
    Files.writeString(root.resolve("f"), "in the way");

    assertThatThrownBy(() -> at("f/runs").create())
        .isInstanceOf(InputException.class)
        .hasMessageContaining(root.resolve("f/runs") + " cannot be written");
  }

  @Test
  void aSchemeThatHadoopDoesNotKnowIsNamed() {
    assertThatThrownBy(() -> Directory.of("nofs://host/a", new Configuration(false)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("There is no file system for nofs://host/a")
        .hasMessageContaining("fs.AbstractFileSystem.nofs.impl");
  }

  @Test
  void aDirectoryHasAParentAndANameWhetherItExistsOrNot() {
    for (String location : List.of(root.toString(), root + "/", root + "/missing")) {
      Directory directory = Directory.of(location, new Configuration(false));
      Path path = Path.of(location);
      assertThat(directory.name()).isEqualTo(path.getFileName().toString());
      assertThat(directory.parent().localPath()).contains(path.getParent());
    }
    Directory top = Directory.of("/", new Configuration(false));
    assertThat(top.name()).isEmpty();
    assertThat(top.parent()).isSameAs(top);
  }

  @Test
  void aUriWithoutASlashIsNoPath() {
    assertThatThrownBy(() -> Directory.of("file:runs", new Configuration(false)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("file:runs is no path")
        .hasMessageContaining("Maybe a slash is missing: file:/");
  }

  @Test
  void aFileIsReplacedInOneStepOrNotAtAll() {
    at("a").write("f", ONE);
    List<String> steps = new ArrayList<>();
    Directory guarded =
        at("a")
            .guarded(
                guard(
                    step -> {
                      steps.add(step.replace(root.toString(), ""));
                      assertThat(at("a").read("f")).isEqualTo(ONE);
                    },
                    failure -> false));

    guarded.write("f", TWO);

    assertThat(steps).containsExactly("write /a/.f.unfinished", "replace /a/f");
    assertThat(at("a").read("f")).isEqualTo(TWO);
  }

  @Test
  void whatAGuardForbidsIsNotDone() {
    at("a").write("f", ONE);
    Directory guarded =
        at("a")
            .guarded(
                guard(
                    step -> {
                      throw new IllegalStateException("no: " + step);
                    },
                    failure -> true));

    assertThatThrownBy(() -> guarded.write("f", TWO)).hasMessageStartingWith("no: write");
    assertThatThrownBy(() -> guarded.child("b").writeNew("g", TWO)).hasMessageStartingWith("no");
    assertThatThrownBy(() -> guarded.rename("f", "g")).hasMessageStartingWith("no: name");
    assertThatThrownBy(() -> guarded.delete("f")).hasMessageStartingWith("no: delete");
    assertThat(at("a").read("f")).isEqualTo(ONE);
    assertThat(at("a").names()).containsExactly("f");
  }

  @Test
  void aStepThatFailsIsTriedAgainAsLongAsTheGuardSaysSo() throws IOException {
    Path inTheWay = Files.writeString(root.resolve("a"), "in the way");
    List<InputException> failures = new ArrayList<>();
    Directory guarded =
        at("a")
            .guarded(
                guard(
                    step -> {},
                    failure -> {
                      failures.add(failure);
                      if (failures.size() == 3) {
                        assertThat(inTheWay.toFile().delete()).isTrue();
                      }
                      return true;
                    }));

    guarded.create();
    guarded.write("f", ONE);

    assertThat(failures).hasSize(3);
    assertThat(failures.get(0)).hasMessageContaining("cannot be written", "a file is in the way");
    assertThat(at("a").read("f")).isEqualTo(ONE);
  }

  @Test
  void aBrokenOrFullDiskIsWaitedForLikeEverythingElseThatFails() throws IOException {
    Path marker = Files.writeString(root.resolve("marker"), "");
    List<InputException> failures = new ArrayList<>();
    Directory guarded =
        Directory.of("broken://host" + root.resolve("a"), BrokenDisk.settings(marker))
            .guarded(
                guard(
                    step -> {},
                    failure -> {
                      failures.add(failure);
                      assertThat(marker.toFile().delete()).isTrue();
                      return true;
                    }));

    guarded.create();
    guarded.write("f", ONE);

    assertThat(failures)
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure)
                    .hasMessageContaining("a/f cannot be written")
                    .hasMessageContaining("Stream Closed"));
    assertThat(at("a").read("f")).isEqualTo(ONE);
  }

  /** As many processes would. */
  @Test
  void ofManyThatClaimANameOneGetsIt() throws Exception {
    at("a").create();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 20; round++) {
        String name = "f" + round;
        CyclicBarrier start = new CyclicBarrier(8);
        List<Callable<Boolean>> claims =
            IntStream.range(0, 8)
                .mapToObj(
                    i ->
                        (Callable<Boolean>)
                            () -> {
                              start.await();
                              return at("a").claim(name, "w" + i, ("w" + i).getBytes(UTF_8));
                            })
                .toList();
        int won = 0;
        for (Future<Boolean> claim : threads.invokeAll(claims)) {
          won += claim.get() ? 1 : 0;
        }
        assertThat(won).isEqualTo(1);
      }
    } finally {
      threads.shutdown();
    }
    assertThat(at("a").names()).hasSize(20);
  }

  @Test
  void deletingTakesAllThatADirectoryHolds() {
    at("a").child("b").write("f", ONE);
    at("a").write("g", TWO);

    assertThat(at("").size("a")).isEqualTo(ONE.length + TWO.length);
    at("").delete("a");
    at("").delete("a");

    assertThat(root.resolve("a")).doesNotExist();
    assertThat(at("").size("a")).isZero();
  }

  private static WriteGuard guard(Consumer<String> before, Predicate<InputException> again) {
    return new WriteGuard() {
      @Override
      public void before(String step) {
        before.accept(step);
      }

      @Override
      public boolean triesAgain(InputException failure) {
        return again.test(failure);
      }
    };
  }

  private Directory at(String name) {
    if (name.isEmpty()) {
      return Directory.of(root.toString(), new Configuration(false));
    }
    return Directory.of(root.toString(), new Configuration(false)).child(name);
  }

  @Test
  void aFileThatIsLargerThanAskedForIsRefusedUnread() {
    Directory directory = Directory.of(root.toString(), new Configuration());
    directory.write("x", new byte[11]);

    assertThat(directory.read("x", 11)).hasSize(11);
    assertThatThrownBy(() -> directory.read("x", 10))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("File " + root + "/x has 11 bytes, more than the 10 that are read");
  }

  @Test
  void aPasswordInALocationIsNeverTold() {
    assertThat(Directory.of("hdfs://ada:hunter2@127.0.0.1:1/runs", new Configuration()).toString())
        .isEqualTo("hdfs://ada:***@127.0.0.1:1/runs");
    assertThatThrownBy(() -> Directory.of("xyz://ada:hunter2@host/runs", new Configuration()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("There is no file system for xyz://ada:***@host/runs")
        .hasMessageNotContaining("hunter2");
  }
}
