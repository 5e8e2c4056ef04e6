package io.quarry.latency;

import io.quarry.onnx.PreparedRun;
import io.quarry.outcome.Latency;
import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.List;

/**
 * Times groups of models on this host by a {@link Protocol}, behind the {@link HostGate}. Between
 * two groups others may work. Thread-safe.
 */
public final class ModelTimer {
  private static final Seeds IMAGES = new Seeds(0).child("timing");

  private final Protocol protocol;
  private final HostGate gate;

  /** A timer on this host. */
  public ModelTimer(Protocol protocol) {
    this(protocol, HostGate.ofHost());
  }

  ModelTimer(Protocol protocol, HostGate gate) {
    this.protocol = protocol;
    this.gate = gate;
  }

  /**
   * Times models, the control model before and after them. While that drifts too far the group is
   * timed again; the last attempt counts, as what it is. A model whose interval stays too wide
   * until its time is spent is unsteady, too.
   *
   * @param models serialized, one or more; all of them are open at the same time
   * @return one for each model
   * @throws io.quarry.onnx.InferenceException when the runtime refuses or fails a model
   */
  public List<Latency> time(List<byte[]> models) {
    List<PreparedRun> open = new ArrayList<>();
    HostGate.Stay alone = gate.enterToTime();
    try (PreparedRun control = open(ControlModel.bytes())) {
      for (byte[] model : models) {
        open.add(open(model));
      }
      List<Latency> latencies = attempt(control, open, 1);
      for (int n = 2; n <= protocol.attempts() && drifted(latencies); n++) {
        latencies = attempt(control, open, n);
      }
      return latencies;
    } finally {
      open.forEach(PreparedRun::close);
      alone.close();
    }
  }

  private PreparedRun open(byte[] model) {
    return PreparedRun.open(
        model, protocol.batch(), protocol.threads(), IMAGES.child("images").generator());
  }

  private boolean drifted(List<Latency> latencies) {
    return Math.abs(latencies.get(0).driftPercent()) > protocol.driftPercent();
  }

  private List<Latency> attempt(PreparedRun control, List<PreparedRun> models, int number) {
    double before = time(control);
    List<Turns> all = models.stream().map(Turns::new).toList();
    List<Turns> open = new ArrayList<>(all);
    while (!open.isEmpty()) {
      open.forEach(Turns::take);
      open.removeIf(turns -> turns.isDone(protocol));
    }
    double drift = 100 * (time(control) / before - 1);
    return all.stream().map(turns -> latency(turns, before, drift, number)).toList();
  }

  private double time(PreparedRun control) {
    Turns turns = new Turns(control);
    while (!turns.isDone(protocol)) {
      turns.take();
    }
    return turns.quantileMs(0.5);
  }

  private Latency latency(Turns turns, double control, double drift, int number) {
    double interval = turns.intervalPercent();
    boolean still = Math.abs(drift) <= protocol.driftPercent();
    return new Latency(
        turns.quantileMs(0.5),
        turns.quantileMs(0.1),
        turns.quantileMs(0.9),
        interval,
        turns.runs(),
        control,
        drift,
        number,
        still && interval <= protocol.intervalPercent());
  }
}
