package io.quarry.search;

import io.quarry.predict.latency.LatencyModel;
import io.quarry.profile.LatencyProfile;
import java.util.Objects;

/**
 * A latency profile with the model that is fitted to it, which takes seconds and is done once.
 *
 * @param profile what was measured
 * @param model of it
 */
record FittedProfile(LatencyProfile profile, LatencyModel model) {
  FittedProfile {
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(model, "model");
  }

  static FittedProfile of(LatencyProfile profile) {
    return new FittedProfile(profile, profile.model());
  }
}
