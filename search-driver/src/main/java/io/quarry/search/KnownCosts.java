package io.quarry.search;

import io.quarry.arch.Network;
import io.quarry.predict.Costs;
import io.quarry.quantize.PolicySettings;
import io.quarry.score.Objectives;
import io.quarry.space.Candidate;
import java.util.List;

/**
 * What a candidate costs by its layers and formats alone.
 *
 * @param workload declares the networks
 */
record KnownCosts(Workload workload) implements Costs {
  @Override
  public List<String> names() {
    return List.of(Objectives.MACS.name(), Objectives.BOPS.name(), Objectives.SIZE_BYTES.name());
  }

  @Override
  public double[] of(Candidate candidate) {
    Network network = workload.net().network(candidate);
    PolicySettings policy = workload.config().policy();
    io.quarry.score.Costs costs =
        io.quarry.score.Costs.of(
            network, policy.policy(candidate, network), policy.weightGranularity());
    return new double[] {costs.macs(), costs.bops(), costs.sizeBytes()};
  }
}
