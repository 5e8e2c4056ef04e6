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
  /** Says of a group that it may be timed at whatever pace the host has. */
  public static final double ANY_PACE = 0;

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
   * Times models, the control model before and after them. While that drifts too far, or is too far
   * from the pace that is asked for, the group is timed again; the last attempt counts, as what it
   * is. A model whose interval stays too wide until its time is spent is unsteady, too.
   *
   * @param models serialized, one or more; all of them are open at the same time
   * @param paceMs what the control model took where these latencies are to compare with, in
   *     milliseconds; or {@link #ANY_PACE}
   * @return one for each model
   * @throws io.quarry.onnx.InferenceException when the runtime refuses or fails a model
   */
  public List<Latency> time(List<byte[]> models, double paceMs) {
    List<PreparedRun> open = new ArrayList<>();
    HostGate.Stay alone = gate.enterToTime();
    try (PreparedRun control = open(ControlModel.bytes())) {
      for (byte[] model : models) {
        open.add(open(model));
      }
      List<Latency> latencies = attempt(control, open, paceMs, 1);
      for (int n = 2; n <= protocol.attempts() && isVoid(latencies.get(0), paceMs); n++) {
        latencies = attempt(control, open, paceMs, n);
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

  /** Whether the host changed its pace within a group, or since the pace was set. */
  private boolean isVoid(Latency ofGroup, double paceMs) {
    return isApart(ofGroup.driftPercent(), ofGroup.controlMs(), paceMs);
  }

  private boolean isApart(double driftPercent, double controlMs, double paceMs) {
    double fromPace = paceMs == ANY_PACE ? 0 : 100 * (controlMs / paceMs - 1);
    return Math.max(Math.abs(driftPercent), Math.abs(fromPace)) > protocol.driftPercent();
  }

  private List<Latency> attempt(
      PreparedRun control, List<PreparedRun> models, double paceMs, int number) {
    double before = time(control);
    List<Turns> all = models.stream().map(Turns::new).toList();
    List<Turns> open = new ArrayList<>(all);
    while (!open.isEmpty()) {
      open.forEach(Turns::take);
      open.removeIf(turns -> turns.isDone(protocol));
    }
    double drift = 100 * (time(control) / before - 1);
    boolean still = !isApart(drift, before, paceMs);
    return all.stream().map(turns -> latency(turns, before, drift, still, number)).toList();
  }

  private double time(PreparedRun control) {
    Turns turns = new Turns(control);
    while (!turns.isDone(protocol)) {
      turns.take();
    }
    return turns.quantileMs(0.5);
  }

  private Latency latency(Turns turns, double control, double drift, boolean still, int number) {
    double interval = turns.intervalPercent();
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
