package io.quarry.evaluate;

import io.quarry.latency.HostGate;
import io.quarry.latency.ModelTimer;
import io.quarry.latency.Protocol;
import io.quarry.onnx.InferenceSession;
import io.quarry.onnx.LayerRun;
import io.quarry.onnx.RuntimeGraph;
import io.quarry.outcome.Latency;
import io.quarry.outcome.TimedOn;
import io.quarry.outcome.Timing;
import io.quarry.space.Candidate;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What one Spark task that times does: export some candidates and time them as a group.
 *
 * @param hostClass what the user calls the hosts that time
 * @param paceMs of the control model that the group is held to, or {@link ModelTimer#ANY_PACE}
 */
record TimingTask(
    List<Candidate> candidates,
    Timing.Purpose purpose,
    String hostClass,
    Protocol protocol,
    double paceMs)
    implements Serializable {

  TimingTask {
    candidates = List.copyOf(candidates);
  }

  List<Timing> run(Scorer scorer, RunIdentity identity) {
    List<byte[]> models = export(candidates, scorer::model);
    TimedOn on = timedOn(hostClass, protocol);
    List<Latency> latencies = new ModelTimer(protocol).time(models, paceMs);
    List<Timing> timings = new ArrayList<>();
    for (int i = 0; i < latencies.size(); i++) {
      timings.add(
          new Timing(
              candidates.get(i),
              purpose,
              identity.supernetHash(),
              latencies.get(i),
              fallenBack(models.get(i)),
              on));
    }
    return timings;
  }

  private static List<String> fallenBack(byte[] model) {
    return RuntimeGraph.of(model).fallenBack().stream().map(LayerRun::layer).toList();
  }

  /** The models of candidates; exporting is work, beside which nobody is to time. */
  static List<byte[]> export(List<Candidate> candidates, Function<Candidate, byte[]> model) {
    HostGate.Stay beside = HostGate.ofHost().enterToWork();
    try {
      return candidates.stream().map(model).toList();
    } finally {
      beside.close();
    }
  }

  /** This host, now. */
  static TimedOn timedOn(String hostClass, Protocol protocol) {
    Host host = Host.current();
    return new TimedOn(
        hostClass,
        host.name(),
        host.cpu(),
        InferenceSession.runtime(),
        protocol.batch(),
        protocol.threads(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Instant.now());
  }
}
