package io.quarry.predict.latency;

import static io.quarry.predict.latency.SampleKernels.CONVOLUTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class KernelRegressorTest {
  private static final Seeds SEEDS = new Seeds(3);

  @Test
  void aSumOfCostsIsRecoveredFromFewRowsAndHoldsBeyondThem() {
    KernelRegressor regressor = fit(20, SampleKernels::cost);
    FusedKernel large = SampleKernels.kernel(CONVOLUTION, 112, 256, 512, 3);
    FusedKernel small = SampleKernels.kernel(CONVOLUTION, 2, 4, 4, 1);
    for (FusedKernel kernel : List.of(large, small)) {
      double expected = SampleKernels.cost(kernel);
      assertThat(regressor.predict(kernel).latencyMs())
          .isCloseTo(expected, within(0.01 * expected));
    }
  }

  @Test
  void efficiencyThatGrowsWithChannelsIsLearned() {
    ToDoubleFunction<FusedKernel> cost =
        k -> 1e-8 * k.feature("macs") * (1 + 20 / k.feature("out")) + 0.002;
    assertThat(quality(fit(300, cost), cost).within5Percent()).isGreaterThan(0.95);
  }

  @Test
  void aStepThatNoSmoothFunctionHasIsLearned() {
    ToDoubleFunction<FusedKernel> cost =
        k -> SampleKernels.cost(k) * (k.feature("kernel") == 3 && k.feature("in") > 80 ? 0.5 : 1);
    assertThat(quality(fit(800, cost), cost).within10Percent()).isGreaterThan(0.95);
  }

  @Test
  void theSpreadIsThatOfTheNoise() {
    RandomGenerator random = SEEDS.child("noise").generator();
    ToDoubleFunction<FusedKernel> noisy =
        k -> SampleKernels.cost(k) * Math.exp(0.05 * random.nextGaussian());
    KernelRegressor regressor = fit(500, noisy);
    List<TimedKernel> fresh =
        SampleKernels.timed(SampleKernels.random(CONVOLUTION, 1000, "fresh"), noisy);
    long within =
        fresh.stream()
            .filter(
                timed -> {
                  LatencyEstimate estimate = regressor.predict(timed.kernel());
                  return Math.abs(estimate.latencyMs() - timed.latencyMs()) < estimate.spreadMs();
                })
            .count();
    assertThat(within).isBetween(640L, 730L);
    LatencyEstimate one = regressor.predict(fresh.get(0).kernel());
    assertThat(one.spreadMs() / one.latencyMs()).isBetween(0.045, 0.06);
  }

  @Test
  void measurementsGoneWrongDoNotMoveIt() {
    RandomGenerator random = SEEDS.child("outliers").generator();
    ToDoubleFunction<FusedKernel> spoilt =
        k -> SampleKernels.cost(k) * (random.nextInt(10) == 0 ? 2 + 30 * random.nextDouble() : 1);
    KernelRegressor regressor = fit(300, spoilt);
    assertThat(quality(regressor, SampleKernels::cost).within5Percent()).isGreaterThan(0.97);
    LatencyEstimate one = regressor.predict(SampleKernels.kernel(CONVOLUTION, 14, 32, 32, 3));
    assertThat(one.spreadMs() / one.latencyMs()).isLessThan(0.05);
  }

  @Test
  void whatIsHeldOutTellsWhatFreshKernelsWillShow() {
    ToDoubleFunction<FusedKernel> cost =
        k -> SampleKernels.cost(k) * (1 + 0.5 * Math.sin(k.feature("in") + k.feature("out")));
    KernelRegressor regressor = fit(400, cost);
    LatencyQuality told = regressor.heldOut().orElseThrow();
    LatencyQuality shown = quality(regressor, cost);
    assertThat(told.count()).isGreaterThan(390);
    assertThat(told.within10Percent()).isCloseTo(shown.within10Percent(), within(0.06));
    assertThat(told.rmspePercent()).isCloseTo(shown.rmspePercent(), within(6.0));
  }

  @Test
  void aKernelIsJudgedByARegressorThatDidNotSeeIt() {
    List<FusedKernel> kernels = SampleKernels.random(CONVOLUTION, 40, "rows");
    FusedKernel wrong = kernels.get(7);
    List<TimedKernel> timed =
        SampleKernels.timed(kernels, k -> SampleKernels.cost(k) * (k.equals(wrong) ? 5 : 1));
    Map<FusedKernel, Double> heldOutMs = KernelRegressor.heldOutMs(timed, SEEDS);
    assertThat(heldOutMs).containsOnlyKeys(kernels);
    double expected = SampleKernels.cost(wrong);
    assertThat(heldOutMs.get(wrong)).isCloseTo(expected, within(0.05 * expected));
    assertThat(KernelRegressor.heldOutMs(timed.subList(0, 1), SEEDS)).isEmpty();
  }

  @Test
  void repeatsCountAsTheirMedian() {
    List<FusedKernel> kernels = SampleKernels.random(CONVOLUTION, 30, "repeats");
    List<TimedKernel> once = SampleKernels.timed(kernels, SampleKernels::cost);
    List<TimedKernel> thrice = new ArrayList<>(once);
    thrice.addAll(SampleKernels.timed(kernels, k -> 0.5 * SampleKernels.cost(k)));
    thrice.addAll(SampleKernels.timed(kernels, k -> 9 * SampleKernels.cost(k)));
    FusedKernel fresh = SampleKernels.random(CONVOLUTION, 1, "fresh").get(0);
    assertThat(KernelRegressor.fit(thrice, SEEDS).predict(fresh))
        .isEqualTo(KernelRegressor.fit(once, SEEDS).predict(fresh));
  }

  @Test
  void theOrderOfRowsDoesNotMatterAndTheSeedDecides() {
    ToDoubleFunction<FusedKernel> cost = k -> SampleKernels.cost(k) * (1 + k.feature("in") % 3);
    List<TimedKernel> rows =
        SampleKernels.timed(SampleKernels.random(CONVOLUTION, 200, "rows"), cost);
    List<TimedKernel> reversed = new ArrayList<>(rows);
    Collections.reverse(reversed);
    FusedKernel fresh = SampleKernels.random(CONVOLUTION, 1, "fresh").get(0);
    LatencyEstimate one = KernelRegressor.fit(rows, SEEDS).predict(fresh);
    assertThat(KernelRegressor.fit(reversed, SEEDS).predict(fresh)).isEqualTo(one);
    assertThat(KernelRegressor.fit(rows, new Seeds(4)).predict(fresh)).isNotEqualTo(one);
  }

  @Test
  void oneRowIsRepeatedWithASpreadAsLargeAsItself() {
    KernelRegressor regressor = fit(1, k -> 0.25);
    FusedKernel any = SampleKernels.kernel(CONVOLUTION, 7, 8, 8, 1);
    assertThat(regressor.predict(any)).isEqualTo(new LatencyEstimate(0.25, 0.25));
    assertThat(regressor.heldOut()).isEmpty();
  }

  @Test
  void fiveRowsGiveASumOfCosts() {
    KernelRegressor regressor = fit(5, k -> 0.01 + 1e-8 * k.feature("macs"));
    assertThat(quality(regressor, k -> 0.01 + 1e-8 * k.feature("macs")).within10Percent())
        .isGreaterThan(0.8);
  }

  @Test
  void fewRowsWhoseTimesFollowNothingStayAmongTheirTimes() {
    RandomGenerator random = SEEDS.child("nothing").generator();
    for (int rows = 2; rows < 8; rows++) {
      KernelRegressor regressor = fit(rows, k -> 1 + random.nextDouble());
      for (FusedKernel kernel : SampleKernels.random(CONVOLUTION, 50, "fresh")) {
        LatencyEstimate estimate = regressor.predict(kernel);
        assertThat(estimate.latencyMs()).isBetween(0.5, 6.0);
        assertThat(estimate.spreadMs()).isPositive();
      }
    }
  }

  @Test
  void equalTimesArePredictedExactly() {
    KernelRegressor regressor = fit(12, k -> 0.125);
    FusedKernel fresh = SampleKernels.random(CONVOLUTION, 1, "fresh").get(0);
    assertThat(regressor.predict(fresh).latencyMs()).isCloseTo(0.125, within(1e-6));
  }

  @Test
  void itTravels() throws Exception {
    ToDoubleFunction<FusedKernel> cost = k -> SampleKernels.cost(k) * (1 + k.feature("in") % 3);
    KernelRegressor regressor = fit(200, cost);
    KernelRegressor copy = Travel.copy(regressor);
    for (FusedKernel kernel : SampleKernels.random(CONVOLUTION, 20, "fresh")) {
      assertThat(copy.predict(kernel)).isEqualTo(regressor.predict(kernel));
    }
    assertThat(copy.heldOut()).isEqualTo(regressor.heldOut());
  }

  @Test
  void whatIsNoTimeOrNoNumberIsRefused() {
    FusedKernel kernel = SampleKernels.kernel(CONVOLUTION, 7, 8, 8, 1);
    assertThatThrownBy(() -> new TimedKernel(kernel, 0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("0.0 ms is no time")
        .hasMessageContaining("conv-relu macs=3136.0");
    assertThatThrownBy(() -> new TimedKernel(kernel, Double.NaN))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> FusedKernel.of(CONVOLUTION, 1, 2, Double.NaN, 4, 5, 6))
        .isInstanceOf(InputException.class)
        .hasMessage("Feature size of a kernel of kind conv-relu is NaN");
    assertThatThrownBy(() -> FusedKernel.of(CONVOLUTION, 1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[macs, bytes, size, in, out, kernel], not 2 values");
  }

  @Test
  void kernelsOfAnotherKindAreRefused() {
    KernelRegressor regressor = fit(3, SampleKernels::cost);
    FusedKernel other = SampleKernels.kernel(SampleKernels.kind("dwconv"), 7, 8, 8, 1);
    assertThatThrownBy(() -> regressor.predict(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("conv-relu")
        .hasMessageContaining("cannot predict dwconv");
  }

  private static KernelRegressor fit(int rows, ToDoubleFunction<FusedKernel> ms) {
    return KernelRegressor.fit(
        SampleKernels.timed(SampleKernels.random(CONVOLUTION, rows, "rows"), ms), SEEDS);
  }

  private static LatencyQuality quality(
      KernelRegressor regressor, ToDoubleFunction<FusedKernel> truth) {
    List<FusedKernel> fresh = SampleKernels.random(CONVOLUTION, 500, "fresh");
    return LatencyQuality.of(
        fresh.stream().mapToDouble(k -> regressor.predict(k).latencyMs()).toArray(),
        fresh.stream().mapToDouble(truth).toArray());
  }
}
