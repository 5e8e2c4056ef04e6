package io.quarry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.evaluate.NetworkProfiler;
import io.quarry.outcome.TimedOn;
import io.quarry.predict.latency.FusedKernel;
import io.quarry.predict.latency.KernelKind;
import io.quarry.profile.LatencyProfile;
import io.quarry.profile.ProfiledNetwork;
import io.quarry.profile.ProfiledNetwork.ProfiledKernel;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Networks of two kernels; a kernel takes a nanosecond a MAC, and half as long again if it is odd.
 */
class ProfileRunTest {
  private static final KernelKind CONV = new KernelKind("conv", List.of("macs", "odd"));
  private static final SearchSpace SPACE =
      SearchSpace.of(
          List.of(
              Decision.ordinal("a", IntStream.rangeClosed(1, 60).boxed().toList()),
              Decision.ordinal("b", IntStream.rangeClosed(1, 60).boxed().toList())));
  private static final Progress.Work SILENT =
      new Progress.Work() {
        @Override
        public void reach(long done, String detail) {}

        @Override
        public void close() {}
      };

  private final List<Candidate> asked = new ArrayList<>();
  private final List<LatencyProfile> saved = new ArrayList<>();
  private double steadyShare = 1;
  private List<Candidate> wanted = List.of();

  @Test
  void itEndsWhenPredictionsAreGoodAndSaysHowGood() {
    ProfileResult result = run(1000);
    assertThat(result.quality()).hasSize(1);
    assertThat(result.quality().get(0).count()).isEqualTo(48);
    assertThat(result.quality().get(0).within10Percent()).isGreaterThanOrEqualTo(0.95);
    // Three rounds of 16, and six of which half is predicted before it is measured.
    assertThat(asked).hasSize(3 * 16 + 6 * 16).doesNotHaveDuplicates();
    assertThat(result.profile().networks()).hasSameSizeAs(asked);
    assertThat(result.location()).isEqualTo("p.json");
    assertThat(saved).hasSize(9).last().isEqualTo(result.profile());
  }

  @Test
  void itNeverProfilesMoreThanAsked() {
    assertThat(run(20).profile().networks()).hasSize(20);
    assertThat(asked).hasSize(20);
  }

  @Test
  void whatASearchWantsToKnowIsProfiledFirst() {
    Candidate rare = Candidate.of(Map.of("a", "60", "b", "60"));
    wanted = List.of(rare);
    run(20);
    assertThat(asked).hasSize(20).doesNotHaveDuplicates().first().isEqualTo(rare);
  }

  @Test
  void theSameSeedProfilesTheSame() {
    run(80);
    List<Candidate> first = List.copyOf(asked);
    asked.clear();
    run(80);
    assertThat(asked).isEqualTo(first);
  }

  @Test
  void unsteadyNetworksAreLeftOutAndCounted() {
    steadyShare = 0.5;
    ProfileResult result = run(64);
    assertThat(result.unsteady()).isEqualTo(32);
    assertThat(result.profile().networks()).hasSize(32);
  }

  @Test
  void aHostThatIsAlwaysTooNoisyGivesNoProfile() {
    steadyShare = 0;
    assertThatThrownBy(() -> run(32))
        .isInstanceOf(StoppedException.class)
        .hasMessage("No network was profiled; of 32 the latency was too unsteady");
    assertThat(saved).isEmpty();
  }

  private ProfileResult run(int most) {
    NetworkProfiler profiler =
        (candidates, arrived, stop) -> {
          asked.addAll(candidates);
          int steady = (int) Math.round(steadyShare * candidates.size());
          arrived.accept(
              new NetworkProfiler.Group(
                  new TimedOn("edge", "host", "cpu", "runtime 1", 1, 1, 0, Instant.EPOCH),
                  candidates.subList(0, steady).stream().map(ProfileRunTest::network).toList(),
                  candidates.size() - steady));
        };
    return new ProfileRun(
            SPACE,
            wanted,
            ProfileRunTest::kernels,
            profiler,
            new Seeds(1),
            most,
            "p.json",
            saved::add)
        .run(SILENT, () -> false);
  }

  private static List<FusedKernel> kernels(Candidate candidate) {
    return sizes(candidate).stream().map(n -> FusedKernel.of(CONV, macs(n), n % 2)).toList();
  }

  private static ProfiledNetwork network(Candidate candidate) {
    List<ProfiledKernel> kernels =
        sizes(candidate).stream()
            .map(
                n ->
                    new ProfiledKernel(
                        CONV.name(), CONV.features(), List.of(macs(n), n % 2.0), ms(n)))
            .toList();
    double ms = kernels.stream().mapToDouble(ProfiledKernel::ms).sum();
    return new ProfiledNetwork(candidate.text(), ms + 0.002, 1, kernels);
  }

  private static List<Integer> sizes(Candidate candidate) {
    return List.of(Integer.valueOf(candidate.value("a")), Integer.valueOf(candidate.value("b")));
  }

  private static double macs(int n) {
    return 1000.0 * n;
  }

  private static double ms(int n) {
    return macs(n) / 1e6 * (n % 2 == 0 ? 1 : 1.5);
  }
}
