package io.quarry.tactic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarry.objective.Objective;
import io.quarry.objective.Objective.Direction;
import io.quarry.outcome.Measurement;
import io.quarry.predict.Features;
import io.quarry.predict.PredictorSelection;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ForecastTest {
  private static final Objective COST = Objective.minimize("cost", "cost", "");
  private static final Objective SPEED =
      new Objective("speed", "speed_per_s", "1/s", Direction.MAXIMIZE);
  private static final Goal GOAL = new Goal(List.of(COST, SPEED), List.of(), List.of(9.0, 0.0));

  private final List<PredictorReport> reports = new ArrayList<>();
  private final Forecast forecast = new Forecast(GOAL, reports::add);
  private final TreeMap<String, Measurement> measured = new TreeMap<>();

  @Test
  void whatWasPredictedIsHeldAgainstWhatWasMeasured() {
    Surrogates surrogates = surrogates();
    forecast.begin(3, surrogates);
    forecast.add(candidate(1), new double[] {1, -10});
    forecast.add(candidate(2), new double[] {2, -20});
    forecast.add(candidate(3), new double[] {3, -40});
    forecast.add(candidate(4), new double[] {9, -99});
    measure(1, 2, 10);
    measure(2, 4, 20);
    measure(3, 3, 50);
    measure(5, 1, 1);

    forecast.settle(candidates(1, 2, 3, 5), measured);
    assertThat(reports).isEmpty();
    forecast.settle(candidates(4), measured);

    assertThat(reports)
        .extracting(r -> r.iteration() + " " + r.objective() + " " + r.nextBatch().rows())
        .containsExactly("3 cost 3", "3 speed 3");
    assertThat(reports)
        .extracting(PredictorReport::heldOut)
        .containsExactlyElementsOf(
            surrogates.targets().stream().map(Surrogates.Surrogate::heldOut).toList());
    assertThat(reports)
        .extracting(PredictorReport::learner)
        .containsExactlyElementsOf(
            surrogates.targets().stream().map(Surrogates.Surrogate::learner).toList());
    // 1, 2, 3 against 2, 4, 3: off by half, half and nothing; one pair of three in the wrong order.
    assertThat(reports.get(0).nextBatch().mapePercent()).isCloseTo(100.0 / 3, within(1e-9));
    assertThat(reports.get(0).nextBatch().kendallTau()).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(reports.get(0).nextBatch().spearmanRho()).isCloseTo(0.5, within(1e-12));
    assertThat(reports.get(1).nextBatch().mapePercent()).isCloseTo(20.0 / 3, within(1e-9));
    assertThat(reports.get(1).nextBatch().kendallTau()).isEqualTo(1);
    assertThat(reports.get(0).rows())
        .hasSize(3)
        .startsWith(new PredictorReport.Row(candidate(1).key(), 1, 2));
    // More is better, and stands in the table as it is, not minimised.
    assertThat(reports.get(1).rows()).endsWith(new PredictorReport.Row(candidate(3).key(), 40, 50));
  }

  @Test
  void aForecastIsReportedOnOnce() {
    forecast.settle(candidates(1), measured);
    forecast.begin(1, surrogates());
    forecast.add(candidate(1), new double[] {1, -10});
    forecast.add(candidate(2), new double[] {2, -20});
    measure(1, 2, 10);
    measure(2, 4, 20);
    forecast.settle(candidates(1, 2), measured);
    forecast.settle(candidates(2, 3), measured);

    assertThat(reports).hasSize(2);
  }

  @Test
  void ofOneCandidateNothingCanBeSaid() {
    forecast.begin(1, surrogates());
    forecast.add(candidate(1), new double[] {1, -10});
    forecast.add(candidate(2), new double[] {2, -20});
    measure(1, 2, 10);
    forecast.settle(candidates(1, 2), measured);

    assertThat(reports).isEmpty();
  }

  /** The second batch is complete before the first; of the first, one is not asked for. */
  @Test
  void severalBatchesMayBeOpen() {
    forecast.begin(1, surrogates());
    forecast.add(candidate(1), new double[] {1, -10});
    forecast.add(candidate(2), new double[] {2, -20});
    forecast.add(candidate(3), new double[] {3, -30});
    forecast.forget(candidates(3));
    forecast.begin(2, surrogates());
    forecast.add(candidate(3), new double[] {3, -30});
    forecast.add(candidate(4), new double[] {4, -40});
    measure(1, 1, 10);
    measure(3, 3, 30);
    measure(4, 4, 40);
    forecast.settle(candidates(1, 3, 4), measured);
    assertThat(reports).extracting(PredictorReport::iteration).containsExactly(2, 2);
    measure(2, 2, 20);
    forecast.settle(candidates(2), measured);

    assertThat(reports).extracting(PredictorReport::iteration).containsExactly(2, 2, 1, 1);
    assertThat(reports).allMatch(report -> report.nextBatch().rows() == 2);
  }

  private static List<Candidate> candidates(int... xs) {
    return IntStream.of(xs).mapToObj(ForecastTest::candidate).toList();
  }

  private static Surrogates surrogates() {
    double[][] rows = new double[12][1];
    List<double[]> values = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      rows[i][0] = i;
      values.add(new double[] {i % 5, -i});
    }
    return Surrogates.fit(
        PredictorSelection.ridgeAndSupportVectors(),
        Features.of(SearchSpace.of(List.of())),
        GOAL.targets(),
        rows,
        values,
        new Seeds(1));
  }

  private void measure(int x, double cost, double speed) {
    Candidate candidate = candidate(x);
    measured.put(
        candidate.text(),
        (Measurement) Outcomes.measured(candidate, Map.of("cost", cost, "speed", speed)));
  }

  private static Candidate candidate(int x) {
    return Candidate.of(Map.of("x", String.valueOf(x)));
  }
}
