package io.quarry.evaluate;

import io.quarry.arch.Network;
import io.quarry.kernel.Kernel;
import io.quarry.latency.HostGate;
import io.quarry.latency.ModelTimer;
import io.quarry.latency.Protocol;
import io.quarry.onnx.KernelTimes;
import io.quarry.outcome.Latency;
import io.quarry.outcome.TimedOn;
import io.quarry.profile.FusedKernels;
import io.quarry.profile.ProfiledNetwork;
import io.quarry.profile.ProfiledNetwork.ProfiledKernel;
import io.quarry.score.SupernetScorer;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What one Spark task that profiles does: time some networks as a group, then each of them kernel
 * by kernel.
 *
 * @param hostClass what the user calls the hosts that time
 */
record ProfileTask(List<Candidate> candidates, String hostClass, Protocol protocol)
    implements Serializable {
  private static final int WARM_UPS = 20;
  private static final int RUNS = 200;

  /** What is taken for a kernel that is as quick as the profiler: it runs, and has to be known. */
  private static final double LEAST_MS = 1e-4;

  private static final Seeds SEEDS = new Seeds(0).child("profiled-images");

  ProfileTask {
    candidates = List.copyOf(candidates);
  }

  NetworkProfiler.Group run(SupernetScorer supernet) {
    List<byte[]> models = TimingTask.export(candidates, supernet::model);
    TimedOn on = TimingTask.timedOn(hostClass, protocol);
    List<Latency> latencies = new ModelTimer(protocol).time(models, ModelTimer.ANY_PACE);
    List<ProfiledNetwork> networks = new ArrayList<>();
    HostGate.Stay alone = HostGate.ofHost().enterToTime();
    try {
      for (int i = 0; i < models.size(); i++) {
        if (latencies.get(i).steady()) {
          networks.add(network(supernet, candidates.get(i), models.get(i), latencies.get(i)));
        }
      }
    } finally {
      alone.close();
    }
    return new NetworkProfiler.Group(on, networks, models.size() - networks.size());
  }

  private ProfiledNetwork network(
      SupernetScorer supernet, Candidate candidate, byte[] model, Latency latency) {
    Network network = supernet.network(candidate);
    List<Double> times =
        KernelTimes.of(model, network, images(network), protocol.threads(), WARM_UPS, RUNS)
            .nodeMs();
    List<Kernel> kernels = supernet.kernels(candidate);
    List<ProfiledKernel> profiled = new ArrayList<>();
    for (int node = 0; node < kernels.size(); node++) {
      Kernel kernel = kernels.get(node);
      if (FusedKernels.runs(kernel)) {
        profiled.add(
            new ProfiledKernel(
                kernel.kind(),
                List.copyOf(kernel.features().keySet()),
                List.copyOf(kernel.features().values()),
                Math.max(times.get(node), LEAST_MS)));
      }
    }
    return new ProfiledNetwork(candidate.text(), latency.medianMs(), latency.controlMs(), profiled);
  }

  private FloatBuffer images(Network network) {
    RandomGenerator random = SEEDS.generator();
    int elements = protocol.batch() * network.input().elements();
    FloatBuffer images =
        ByteBuffer.allocateDirect(elements * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    while (images.hasRemaining()) {
      images.put((float) random.nextGaussian());
    }
    return images.flip();
  }
}
