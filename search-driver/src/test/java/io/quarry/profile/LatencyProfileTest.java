package io.quarry.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.outcome.TimedOn;
import io.quarry.predict.latency.FusedKernel;
import io.quarry.predict.latency.KernelKind;
import io.quarry.predict.latency.LatencyModel;
import io.quarry.problem.InputException;
import io.quarry.profile.ProfiledNetwork.ProfiledKernel;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyProfileTest {
  private static final List<String> NAMES = List.of("macs");

  @Test
  void aProfileIsReadAsItWasWritten() {
    LatencyProfile profile = profile();
    assertThat(LatencyProfile.parse(profile.json(), "p.json")).isEqualTo(profile);
  }

  @Test
  void whatIsNoProfileIsRefused() {
    assertThatThrownBy(() -> LatencyProfile.parse("{\"version\":".getBytes(UTF_8), "p.json"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("p.json is no latency profile: ")
        .hasMessageContaining("quarry profile writes one.");
    byte[] empty = LatencyProfile.of(on("edge", "cpu", "runtime 1", 1)).json();
    assertThatThrownBy(() -> LatencyProfile.parse(empty, "p.json"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("p.json is a latency profile of version 1 with 0 networks");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"version\":1,\"evil\":{}}",
        "{\"version\":1,\"networks\":[null]}",
        "{\"version\":1,\"host_class\":\"e\",\"cpu\":\"c\",\"runtime\":\"r\",\"networks\":"
            + "[{\"candidate\":\"a\",\"latency_ms\":1e400,\"control_ms\":1,\"kernels\":[]}]}",
        "[\"java.util.HashMap\",{}]",
        ""
      })
  void whatIsNotAsItWasWrittenIsRefused(String json) {
    assertThatThrownBy(() -> LatencyProfile.parse(json.getBytes(UTF_8), "p.json"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("p.json is no latency profile: ");
  }

  @Test
  void nestingWithoutEndIsRefused() {
    String deep = "{\"networks\":" + "[".repeat(100_000);
    assertThatThrownBy(() -> LatencyProfile.parse(deep.getBytes(UTF_8), "p.json"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("p.json is no latency profile: ");
  }

  @Test
  void kernelsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new ProfiledKernel("conv", NAMES, List.of(1.0, 2.0), 1))
        .hasMessageContaining("A kernel of 1 names and 2 features that takes 1.0 ms");
    assertThatThrownBy(() -> new ProfiledKernel("conv", NAMES, List.of(1.0), Double.NaN))
        .hasMessageContaining("that takes NaN ms");
    assertThatThrownBy(() -> new ProfiledKernel("conv", NAMES, List.of(1.0 / 0), 1))
        .hasMessageContaining("Feature macs of a kernel of kind conv is Infinity");
  }

  @Test
  void otherHostsAreRefusedWithAllThatDiffers() {
    assertThatThrownBy(
            () -> profile().requireComparable("p.json", on("edge-b", "other", "runtime 2", 4)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "Latency profile p.json is of other hosts: host class edge, not edge-b; processor cpu,"
                + " not other; runtime runtime 1, not runtime 2; batch 1, not 4")
        .hasMessageContaining("make one for these with quarry profile.");
  }

  @Test
  void whatIsNotSaidIsNotCompared() {
    assertThatCode(() -> profile().requireComparable("p.json", on("", "", "runtime 1", 1)))
        .doesNotThrowAnyException();
  }

  /** Kernels take a nanosecond a MAC, networks the sum of their kernels and 10 µs. */
  @Test
  void itsModelPredictsNetworksThatItDoesNotHold() {
    LatencyModel model = profile().model();
    KernelKind conv = new KernelKind("conv int8", NAMES);
    List<FusedKernel> kernels =
        List.of(FusedKernel.of(conv, 33_000), FusedKernel.of(conv, 111_000));
    assertThat(model.predict(kernels).latencyMs()).isCloseTo(0.154, within(0.008));
  }

  private static LatencyProfile profile() {
    List<ProfiledNetwork> networks =
        IntStream.rangeClosed(1, 40)
            .mapToObj(i -> network(i, List.of(4000.0 * i, 7000.0 * (41 - i))))
            .toList();
    return LatencyProfile.of(on("edge", "cpu", "runtime 1", 1)).with(networks);
  }

  private static ProfiledNetwork network(int number, List<Double> macs) {
    // Every third network was timed while the host was slower by a tenth.
    double pace = number % 3 == 0 ? 1.1 : 1;
    List<ProfiledKernel> kernels =
        macs.stream()
            .map(work -> new ProfiledKernel("conv int8", NAMES, List.of(work), pace * work / 1e6))
            .toList();
    double sum = macs.stream().mapToDouble(work -> work / 1e6).sum();
    return new ProfiledNetwork("depth=" + number, pace * (sum + 0.01), pace, kernels);
  }

  private static TimedOn on(String hostClass, String cpu, String runtime, int batch) {
    return new TimedOn(hostClass, "host", cpu, runtime, batch, 1, 0, Instant.EPOCH);
  }
}
