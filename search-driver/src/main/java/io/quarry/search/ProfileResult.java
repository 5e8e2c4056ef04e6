package io.quarry.search;

import io.quarry.predict.latency.LatencyQuality;
import io.quarry.profile.LatencyProfile;
import java.util.List;

/**
 * A latency profile and how good it is.
 *
 * @param location where it was written
 * @param profile what was measured
 * @param unsteady networks that were left out because the host was too noisy
 * @param quality of the last predictions that were made before their networks were measured; empty
 *     where there were hardly any
 */
public record ProfileResult(
    String location, LatencyProfile profile, int unsteady, List<LatencyQuality> quality) {
  public ProfileResult {
    quality = List.copyOf(quality);
  }
}
