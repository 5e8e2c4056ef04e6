package io.quarry.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SparkTrainingsIT {
  private static final CountDownLatch HEARD = new CountDownLatch(1);
  private static final Set<Integer> KEPT = ConcurrentHashMap.newKeySet();
  private static JavaSparkContext spark;

  @BeforeAll
  static void open() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("SparkTrainingsIT")
                .set("spark.ui.enabled", "false")
                .set("spark.executor.heartbeatInterval", "1s"));
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  @Test
  void stepsAreHeardOfWhileTasksRun() {
    Optional<List<String>> ended =
        new SparkTrainings(spark)
            .run(
                "test",
                of(
                    (number, threads, reached, stop) -> {
                      reached.accept(3);
                      reached.accept(number + 7L);
                      return isHeard() ? "" : "Nobody heard of it";
                    }),
                done -> {
                  if (done.equals(List.of(7L, 8L))) {
                    HEARD.countDown();
                  }
                },
                () -> false);
    assertThat(ended).contains(List.of("", ""));
  }

  private static boolean isHeard() {
    try {
      return HEARD.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whoStopsWaitsUntilTasksHaveKeptWhatTheyHad() {
    AtomicBoolean begun = new AtomicBoolean();
    Optional<List<String>> ended =
        new SparkTrainings(spark)
            .run(
                "test",
                of(
                    (number, threads, reached, stop) -> {
                      reached.accept(1);
                      while (!stop.getAsBoolean()) {
                        Thread.onSpinWait();
                      }
                      KEPT.add(number);
                      return "";
                    }),
                done -> begun.compareAndSet(false, done.equals(List.of(1L, 1L))),
                begun::get);
    assertThat(ended).isEmpty();
    assertThat(KEPT).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void oneThatCannotBeLeavesTheOthers() {
    Optional<List<String>> ended =
        new SparkTrainings(spark)
            .run(
                "test",
                of(
                    (number, threads, reached, stop) ->
                        number == 0 ? "" : "%d thread".formatted(threads)),
                done -> {},
                () -> false);
    assertThat(ended).contains(List.of("", "1 thread"));
  }

  @Test
  void aBugEndsAllOfThem() {
    Trainings trainings =
        of(
            (number, threads, reached, stop) -> {
              throw new IllegalStateException("oops");
            });
    SparkTrainings sparkTrainings = new SparkTrainings(spark);
    assertThatThrownBy(() -> sparkTrainings.run("test", trainings, done -> {}, () -> false))
        .hasMessage("Spark gave up a task that trains")
        .hasStackTraceContaining("oops");
  }

  private static Trainings of(Two trainings) {
    return trainings;
  }

  /** Two trainings. */
  @FunctionalInterface
  private interface Two extends Trainings {
    @Override
    default int count() {
      return 2;
    }

    @Override
    String train(int number, int threads, LongConsumer reached, BooleanSupplier stop);
  }
}
