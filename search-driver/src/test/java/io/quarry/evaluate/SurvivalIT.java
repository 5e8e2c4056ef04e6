package io.quarry.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.data.Images;
import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of two executors in processes of their own, which candidates bring down. */
class SurvivalIT {
  private static final int CANDIDATES = 40;
  private static final Endurance ENDURANCE = new Endurance(Duration.ofSeconds(4), 2);
  private static JavaSparkContext spark;
  private static final AtomicInteger LOST = new AtomicInteger();

  @TempDir Path directory;

  @BeforeAll
  static void open() throws IOException {
    spark = new JavaSparkContext(LocalCluster.conf(2, 1, "SurvivalIT"));
    spark
        .sc()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
                LOST.incrementAndGet();
              }
            });
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  @Test
  void whatBringsExecutorsDownIsNamedAndAllElseIsMeasuredOnce() {
    List<Outcome> outcomes = new ArrayList<>();
    List<Candidate> candidates =
        IntStream.range(0, CANDIDATES)
            .mapToObj(i -> Candidate.of(Map.of("x", String.valueOf(i))))
            .toList();
    try (SparkEvaluator evaluator =
        new SparkEvaluator(
            spark,
            new Troublesome(directory.toString()),
            new RunIdentity("run", "configuration", "supernet", "data", "code"),
            new Seeds(1),
            ENDURANCE)) {
      evaluator.evaluate("test", candidates, outcomes::add, () -> false);
    }

    assertThat(outcomes)
        .extracting(Outcome::candidate)
        .containsExactlyInAnyOrderElementsOf(candidates);
    Map<String, String> failures =
        outcomes.stream()
            .filter(Failed.class::isInstance)
            .collect(
                Collectors.toMap(
                    outcome -> outcome.candidate().value("x"),
                    outcome -> ((Failed) outcome).cause()));
    assertThat(failures).containsOnlyKeys("3", "7", "9");
    assertThat(failures.get("3"))
        .startsWith("2 executors were lost while it was evaluated, the last while it was alone:")
        .contains("code 134");
    assertThat(failures.get("7"))
        .isEqualTo("Timed out after 4 s and did not end when it was interrupted");
    assertThat(failures.get("9")).startsWith("java.lang.OutOfMemoryError");
    // The one that 7 hung in ends soon after its outcome came, maybe not yet.
    assertThat(LOST.get()).as("two by 3, one by 5, one by 7").isBetween(3, 4);
    assertThat(outcomes)
        .filteredOn(Measurement.class::isInstance)
        .extracting(outcome -> ((Measurement) outcome).scores().values().get("deserialized"))
        .as("once in each executor's life")
        .containsOnly(1.0);
  }

  /** Candidates 3, 5, 7 and 9 bring down what they can. */
  private static final class Troublesome implements Scorer {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger DESERIALIZED = new AtomicInteger();
    private static final int CRASHED = 134;

    private static final int EATEN = Integer.MAX_VALUE - 8;

    private final String directory;

    Troublesome(String directory) {
      this.directory = directory;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      DESERIALIZED.incrementAndGet();
    }

    @Override
    public Scores score(Candidate candidate) throws IOException {
      switch (candidate.value("x")) {
        case "3" -> Runtime.getRuntime().halt(CRASHED);
        case "5" -> haltOnce();
        case "7" -> spin();
        case "9" -> eat();
        default -> {}
      }
      return Scores.of(Map.of("deserialized", (double) DESERIALIZED.get()));
    }

    /** Ends its executor after its work is done, the first time. */
    private void haltOnce() throws IOException {
      try {
        Files.createFile(Path.of(directory, "halted"));
      } catch (FileAlreadyExistsException e) {
        return;
      }
      Runtime.getRuntime().halt(1);
    }

    private static void spin() {
      while (DESERIALIZED.get() >= 0) {
        Thread.onSpinWait();
      }
    }

    /** More than any executor has here, at once. */
    private static int eat() {
      return new long[EATEN].length;
    }

    @Override
    public byte[] model(Candidate candidate) {
      return new byte[0];
    }

    @Override
    public Finalist confirm(Candidate candidate, Images test) {
      return new Finalist(candidate, test.count(), new byte[0]);
    }
  }
}
