package io.quarry.search;

import io.quarry.config.SearchConfig;
import io.quarry.onnx.InferenceSession;
import io.quarry.predict.latency.FusedKernel;
import io.quarry.profile.LatencyProfile;
import io.quarry.profile.ProfiledNetwork;
import io.quarry.profile.ProfiledNetwork.ProfiledKernel;
import io.quarry.report.Runs;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Profiles of hosts on which a kernel takes 1 µs, and one more for each 1000 bytes. */
public final class FakeProfile {
  private static final int NETWORKS = 16;
  private static final double CONSTANT_MS = 0.002;

  private FakeProfile() {}

  /** Writes that of a configuration's space into a directory of runs. */
  public static void write(SearchConfig config, String hostClass, Runs runs) {
    new ProfileFile(runs.profiles(), hostClass + ".json")
        .write(of(Workload.load(config), hostClass, NETWORKS));
  }

  /** Of the uniform candidates of a workload and some random ones. */
  static LatencyProfile of(Workload workload, String hostClass, int networks) {
    RandomGenerator random = new Seeds(3).generator();
    List<Candidate> candidates = new ArrayList<>(workload.uniformCandidates());
    while (candidates.size() < networks) {
      candidates.add(workload.space().sample(random));
    }
    return new LatencyProfile(
        1,
        hostClass,
        "cpu",
        InferenceSession.runtime(),
        1,
        1,
        candidates.stream().map(one -> network(one, workload.kernels(one))).toList());
  }

  private static ProfiledNetwork network(Candidate candidate, List<FusedKernel> kernels) {
    List<ProfiledKernel> profiled =
        kernels.stream()
            .map(
                kernel ->
                    new ProfiledKernel(
                        kernel.kind().name(),
                        kernel.kind().features(),
                        kernel.kind().features().stream().map(kernel::feature).toList(),
                        ms(kernel)))
            .toList();
    double sum = profiled.stream().mapToDouble(ProfiledKernel::ms).sum();
    return new ProfiledNetwork(candidate.text(), CONSTANT_MS + sum, 1, profiled);
  }

  private static double ms(FusedKernel kernel) {
    return 1e-3 + 1e-6 * (kernel.feature("bytes_read") + kernel.feature("bytes_written"));
  }
}
