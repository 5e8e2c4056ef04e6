package io.quarry.search;

import io.quarry.arch.Network;
import io.quarry.predict.Costs;
import io.quarry.quantize.PolicySettings;
import io.quarry.score.Objectives;
import io.quarry.space.Candidate;
import java.util.ArrayList;
import java.util.List;

/**
 * What a candidate costs by its layers and formats alone; its latency too, where a profile predicts
 * it.
 *
 * @param workload declares the networks
 */
record KnownCosts(Workload workload) implements Costs {
  @Override
  public List<String> names() {
    List<String> names =
        new ArrayList<>(
            List.of(Objectives.MACS.name(), Objectives.BOPS.name(), Objectives.SIZE_BYTES.name()));
    workload.predictedLatencies().ifPresent(latencies -> names.add(Objectives.LATENCY_MS.name()));
    return List.copyOf(names);
  }

  @Override
  public double[] of(Candidate candidate) {
    Network network = workload.net().network(candidate);
    PolicySettings policy = workload.config().policy();
    io.quarry.score.Costs costs =
        io.quarry.score.Costs.of(
            network, policy.policy(candidate, network), policy.weightGranularity());
    return workload
        .predictedLatencies()
        .map(latencies -> latencies.latencyMs(candidate))
        .map(ms -> new double[] {costs.macs(), costs.bops(), costs.sizeBytes(), ms})
        .orElseGet(() -> new double[] {costs.macs(), costs.bops(), costs.sizeBytes()});
  }
}
