package io.quarry.predict.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LatencyModelTest {
  private static final Seeds SEEDS = new Seeds(9);
  private static final KernelKind CONV = SampleKernels.kind("conv");
  private static final KernelKind DEPTHWISE = SampleKernels.kind("depthwise");
  private static final KernelKind ADD = SampleKernels.kind("add");

  @Test
  void withoutNetworksANetworkIsTheSumOfItsKernels() {
    LatencyModel model = LatencyModel.fit(kernels(), List.of(), SEEDS);
    List<FusedKernel> network = networks(1, "fresh").get(0);
    double expected = network.stream().mapToDouble(LatencyModelTest::cost).sum();
    assertThat(model.predict(network).latencyMs()).isCloseTo(expected, within(0.01 * expected));
    assertThat(model.heldOut()).isEmpty();
    assertThat(model.regressors()).containsOnlyKeys("add", "conv", "depthwise");
  }

  @Test
  void networksThatAreTheirSumsAreLeftAlone() {
    LatencyModel model = fit(50, n -> noisy(sum(n), 0.01, n));
    assertThat(model.heldOut().orElseThrow().within5Percent()).isEqualTo(1);
    assertThat(quality(model, LatencyModelTest::sum).within5Percent()).isEqualTo(1);
  }

  @Test
  void aConstantAndACommonFactorAreFound() {
    LatencyModel model = fit(40, n -> 3 + 0.8 * sum(n));
    assertThat(quality(model, n -> 3 + 0.8 * sum(n)).within5Percent()).isEqualTo(1);
  }

  @Test
  void kindsThatCostAnotherShareInsideANetworkAreFound() {
    ToDoubleFunction<List<FusedKernel>> truth =
        n -> n.stream().mapToDouble(k -> cost(k) * (k.kind().equals(DEPTHWISE) ? 2 : 1)).sum();
    LatencyModel model = fit(80, truth);
    assertThat(quality(model, truth).within5Percent()).isGreaterThan(0.97);
  }

  /** No factor of a kind says this, and no kernel is met twice. */
  @Test
  void kernelsOfSomeShapesThatCostMoreInsideANetworkAreFound() {
    ToDoubleFunction<List<FusedKernel>> truth =
        n ->
            n.stream()
                .mapToDouble(
                    k -> cost(k) * (k.kind().equals(CONV) && k.feature("kernel") > 2 ? 1.5 : 1))
                .sum();
    assertThat(quality(fit(0, truth), truth).within10Percent()).isLessThan(0.5);
    LatencyModel model = fit(120, truth);
    LatencyQuality quality = quality(model, truth);
    assertThat(quality.within10Percent()).isGreaterThan(0.95);
    assertThat(model.heldOut().orElseThrow().rmspePercent())
        .isBetween(0.5 * quality.rmspePercent(), 2 * quality.rmspePercent());
  }

  @Test
  void partsAddUpToTheirNetworkButForAConstant() {
    LatencyModel corrected = fit(40, n -> 3 + 0.8 * sum(n));
    LatencyModel sums = fit(0, LatencyModelTest::sum);
    double constant = corrected.latencyMs(networks(1, "fresh").get(0));
    constant -= corrected.partMs(networks(1, "fresh").get(0));
    assertThat(constant).isCloseTo(3, within(0.3));
    for (List<FusedKernel> network : networks(20, "parted")) {
      int middle = network.size() / 3;
      List<FusedKernel> first = network.subList(0, middle);
      List<FusedKernel> last = network.subList(middle, network.size());
      assertThat(corrected.partMs(first) + corrected.partMs(last) + constant)
          .isCloseTo(corrected.latencyMs(network), within(1e-9));
      assertThat(sums.partMs(first) + sums.partMs(last))
          .isCloseTo(sums.latencyMs(network), within(1e-9));
      assertThat(corrected.partMs(first)).isPositive();
    }
  }

  @Test
  void fewNetworksCorrectNothing() {
    LatencyModel model = fit(4, n -> 2 * sum(n));
    assertThat(quality(model, LatencyModelTest::sum).within5Percent()).isEqualTo(1);
    assertThat(model.heldOut().orElseThrow().rmspePercent()).isCloseTo(50, within(1.0));
  }

  @Test
  void aNetworkGoneWrongMovesNothing() {
    LatencyModel model = fit(40, n -> sum(n) * (sum(n) % 0.1 < 0.01 ? 20 : 1.1));
    assertThat(quality(model, n -> 1.1 * sum(n)).within5Percent()).isEqualTo(1);
  }

  @Test
  void theSpreadCoversTwoThirdsOfFreshNetworks() {
    LatencyModel model = fit(150, n -> 1 + noisy(sum(n), 0.04, n));
    List<List<FusedKernel>> fresh = networks(400, "fresh");
    long within =
        fresh.stream()
            .filter(
                n -> {
                  LatencyEstimate estimate = model.predict(n);
                  double measured = 1 + noisy(sum(n), 0.04, n);
                  return Math.abs(estimate.latencyMs() - measured) < estimate.spreadMs();
                })
            .count();
    assertThat(within / 400.0).isBetween(0.58, 0.78);
  }

  /**
   * They were learned from with their noise, so that their sums seem better known than they are.
   */
  @Test
  void networksOfTimedKernelsDoNotFlatterTheSpread() {
    RandomGenerator random = SEEDS.child("times").generator();
    List<TimedKernel> timed =
        SampleKernels.timed(
            SampleKernels.random(CONV, 600, "timed"),
            k -> uneven(k) * Math.exp(0.2 * random.nextGaussian()));
    List<TimedNetwork> known = new ArrayList<>();
    for (int i = 0; i < 500; i += 5) {
      List<TimedKernel> some = timed.subList(i, i + 5);
      known.add(
          new TimedNetwork(
              some.stream().map(TimedKernel::kernel).toList(),
              some.stream().mapToDouble(TimedKernel::latencyMs).sum()));
    }
    LatencyModel model = LatencyModel.fit(timed, known, SEEDS);
    int covered = 0;
    for (int i = 0; i < 300; i++) {
      List<FusedKernel> fresh = SampleKernels.random(CONV, 5, "fresh" + i);
      double ms =
          fresh.stream().mapToDouble(k -> uneven(k) * Math.exp(0.2 * random.nextGaussian())).sum();
      LatencyEstimate estimate = model.predict(fresh);
      covered += Math.abs(estimate.latencyMs() - ms) <= estimate.spreadMs() ? 1 : 0;
    }
    assertThat(covered / 300.0).isBetween(0.6, 0.8);
  }

  private static double uneven(FusedKernel kernel) {
    return cost(kernel) * (1 + 0.5 * Math.sin(kernel.feature("in")));
  }

  @Test
  void theSeedDecidesAndOrderDoesNot() {
    List<TimedKernel> kernels = new ArrayList<>(kernels());
    List<TimedNetwork> timed =
        new ArrayList<>(timed(networks(30, "networks"), n -> 1 + noisy(sum(n), 0.1, n)));
    List<FusedKernel> fresh = networks(1, "fresh").get(0);
    LatencyEstimate one = LatencyModel.fit(kernels, timed, SEEDS).predict(fresh);
    Collections.reverse(kernels);
    Collections.reverse(timed);
    assertThat(LatencyModel.fit(kernels, timed, SEEDS).predict(fresh)).isEqualTo(one);
  }

  @Test
  void itTravels() throws Exception {
    LatencyModel model = fit(30, n -> 3 + 0.8 * sum(n));
    LatencyModel copy = Travel.copy(model);
    for (List<FusedKernel> network : networks(20, "fresh")) {
      assertThat(copy.predict(network)).isEqualTo(model.predict(network));
      assertThat(copy.latencyMs(network)).isEqualTo(model.predict(network).latencyMs());
    }
    assertThat(copy.heldOut()).isEqualTo(model.heldOut());
  }

  @Test
  void allKindsThatWereNotSeenAreNamed() {
    LatencyModel model = LatencyModel.fit(kernels(), List.of(), SEEDS);
    List<FusedKernel> network = new ArrayList<>(networks(1, "fresh").get(0));
    network.add(SampleKernels.kernel(SampleKernels.kind("swish"), 7, 8, 8, 1));
    network.add(SampleKernels.kernel(SampleKernels.kind("gelu"), 7, 8, 8, 1));
    assertThat(model.unseen(network)).containsExactly("gelu", "swish");
    assertThatThrownBy(() -> model.predict(network))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("No kernel of kind gelu, swish was timed")
        .hasMessageContaining("timed were add, conv, depthwise");
    assertThatThrownBy(
            () -> LatencyModel.fit(kernels(), List.of(new TimedNetwork(network, 1)), SEEDS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("gelu, swish");
  }

  @Test
  void kindsOfOneNameWithOtherFeaturesAreRefused() {
    LatencyModel model = LatencyModel.fit(kernels(), List.of(), SEEDS);
    FusedKernel other = FusedKernel.of(new KernelKind("conv", List.of("macs")), 1e6);
    assertThatThrownBy(() -> model.predict(List.of(other)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Kernels of kind conv have the features [macs, bytes")
        .hasMessageContaining("[macs] there");
    List<TimedKernel> mixed = new ArrayList<>(kernels());
    mixed.add(new TimedKernel(other, 1));
    assertThatThrownBy(() -> LatencyModel.fit(mixed, List.of(), SEEDS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("profile again");
  }

  @Test
  void noKernelsAreRefused() {
    assertThatThrownBy(() -> LatencyModel.fit(List.of(), List.of(), SEEDS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no timed kernel");
  }

  private static LatencyModel fit(int networks, ToDoubleFunction<List<FusedKernel>> truth) {
    return LatencyModel.fit(kernels(), timed(networks(networks, "networks"), truth), SEEDS);
  }

  private static List<TimedKernel> kernels() {
    List<TimedKernel> kernels = new ArrayList<>();
    for (KernelKind kind : List.of(CONV, DEPTHWISE, ADD)) {
      kernels.addAll(
          SampleKernels.timed(SampleKernels.random(kind, 40, kind.name()), LatencyModelTest::cost));
    }
    return kernels;
  }

  private static double cost(FusedKernel kernel) {
    return SampleKernels.cost(kernel) * (kernel.kind().equals(ADD) ? 0.3 : 1);
  }

  private static double sum(List<FusedKernel> network) {
    return network.stream().mapToDouble(LatencyModelTest::cost).sum();
  }

  /** Noise that is always the same for the same network. */
  private static double noisy(double ms, double deviation, List<FusedKernel> network) {
    RandomGenerator random = SEEDS.child("noise", network.hashCode()).generator();
    return ms * Math.exp(deviation * random.nextGaussian());
  }

  private static List<List<FusedKernel>> networks(int count, String purpose) {
    RandomGenerator random = SEEDS.child(purpose).generator();
    List<List<FusedKernel>> networks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<FusedKernel> network = new ArrayList<>();
      for (KernelKind kind : List.of(CONV, DEPTHWISE, ADD)) {
        network.addAll(
            SampleKernels.random(kind, 2 + random.nextInt(6), purpose + i + kind.name()));
      }
      networks.add(network);
    }
    return networks;
  }

  private static List<TimedNetwork> timed(
      List<List<FusedKernel>> networks, ToDoubleFunction<List<FusedKernel>> truth) {
    return networks.stream().map(n -> new TimedNetwork(n, truth.applyAsDouble(n))).toList();
  }

  private static LatencyQuality quality(
      LatencyModel model, ToDoubleFunction<List<FusedKernel>> truth) {
    List<List<FusedKernel>> fresh = networks(200, "fresh");
    return LatencyQuality.of(
        fresh.stream().mapToDouble(n -> model.predict(n).latencyMs()).toArray(),
        fresh.stream().mapToDouble(truth).toArray());
  }
}
