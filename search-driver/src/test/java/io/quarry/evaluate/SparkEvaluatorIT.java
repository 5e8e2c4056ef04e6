package io.quarry.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.arch.Shape;
import io.quarry.data.Images;
import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SparkEvaluatorIT {
  private static final RunIdentity IDENTITY =
      new RunIdentity("run", "configuration", "supernet", "data", "code");
  private static JavaSparkContext spark;

  @BeforeAll
  static void open() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("SparkEvaluatorIT")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  @Test
  void everyCandidateComesBackOnceWithItsProvenance() {
    List<Candidate> candidates = candidates(40);
    List<Outcome> outcomes =
        evaluate((Fake) c -> scores(Double.parseDouble(c.value("x"))), candidates);
    assertThat(outcomes)
        .extracting(Outcome::candidate)
        .containsExactlyInAnyOrderElementsOf(candidates);
    for (Outcome outcome : outcomes) {
      assertThat(outcome).isInstanceOf(Measurement.class);
      double x = Double.parseDouble(outcome.candidate().value("x"));
      assertThat(((Measurement) outcome).scores()).isEqualTo(scores(x));
      assertThat(outcome.provenance().run()).isEqualTo("run");
      assertThat(outcome.provenance().host()).isNotBlank();
      assertThat(outcome.provenance().cpu()).isNotBlank();
      assertThat(outcome.provenance().seed())
          .isEqualTo(new Seeds(1).child("candidate", outcome.candidate().key()).value());
    }
  }

  @Test
  void aCandidateThatThrowsIsAFailureWithItsCausesAndHarmsNoOther() {
    Fake scorer =
        candidate -> {
          if (candidate.value("x").equals("3")) {
            throw new IllegalStateException("three", new ArithmeticException("no threes"));
          }
          return scores(1);
        };
    Map<Boolean, List<Outcome>> outcomes =
        evaluate(scorer, candidates(8)).stream()
            .collect(Collectors.partitioningBy(Failed.class::isInstance));
    assertThat(outcomes.get(false)).hasSize(7);
    assertThat(outcomes.get(true)).hasSize(1);
    assertThat(((Failed) outcomes.get(true).get(0)).cause())
        .isEqualTo(
            "java.lang.IllegalStateException: three; caused by"
                + " java.lang.ArithmeticException: no threes");
  }

  @Test
  void aStoppedBatchGivesUpWhatHasNotArrived() {
    List<Outcome> outcomes = new ArrayList<>();
    Fake scorer = candidate -> scores(1);
    try (SparkEvaluator evaluator = new SparkEvaluator(spark, scorer, IDENTITY, new Seeds(1))) {
      evaluator.evaluate("test", candidates(2_000), outcomes::add, () -> true);
    }
    assertThat(outcomes).hasSizeLessThan(2_000);
  }

  @Test
  void finalistsComeBackInTheirOrderWithTheirModels() {
    Images test = new Images(new Shape(1, 1, 1), new byte[3], new byte[3]);
    List<Candidate> candidates = candidates(5);
    try (SparkEvaluator evaluator =
        new SparkEvaluator(spark, (Fake) c -> scores(1), IDENTITY, new Seeds(1))) {
      List<Finalist> finalists = evaluator.confirm(candidates, test);
      assertThat(finalists).extracting(Finalist::candidate).isEqualTo(candidates);
      assertThat(finalists).extracting(Finalist::testErrorPercent).containsOnly(3.0);
    }
  }

  /** Scores by a function; its test error is the number of test images. */
  private interface Fake extends Scorer {
    @Override
    default byte[] model(Candidate candidate) {
      return new byte[0];
    }

    @Override
    default Finalist confirm(Candidate candidate, Images test) {
      return new Finalist(candidate, test.count(), new byte[0]);
    }
  }

  private static List<Outcome> evaluate(Scorer scorer, List<Candidate> candidates) {
    List<Outcome> outcomes = new ArrayList<>();
    try (SparkEvaluator evaluator = new SparkEvaluator(spark, scorer, IDENTITY, new Seeds(1))) {
      evaluator.evaluate("test", candidates, outcomes::add, () -> false);
    }
    return outcomes;
  }

  private static List<Candidate> candidates(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Candidate.of(Map.of("x", String.valueOf(i))))
        .toList();
  }

  private static Scores scores(double x) {
    return Scores.of(Map.of("error", x));
  }
}
