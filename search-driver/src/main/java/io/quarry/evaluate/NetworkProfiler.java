package io.quarry.evaluate;

import io.quarry.outcome.TimedOn;
import io.quarry.profile.ProfiledNetwork;
import io.quarry.space.Candidate;
import java.io.Serializable;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Times candidates' networks as a whole and kernel by kernel. Used from one thread. */
public interface NetworkProfiler {

  /**
   * Profiles candidates and returns when all of them are, or when {@code stop} is true.
   *
   * @param arrived gets groups as they come, on the caller's thread
   * @param stop asked a few times a second; once true, the rest is given up
   */
  void profile(List<Candidate> candidates, Consumer<Group> arrived, BooleanSupplier stop);

  /**
   * Networks that were profiled together.
   *
   * @param on where
   * @param networks those whose latency was steady; of a noisy host perhaps none
   * @param unsteady how many were left out
   */
  record Group(TimedOn on, List<ProfiledNetwork> networks, int unsteady) implements Serializable {
    public Group {
      networks = List.copyOf(networks);
    }
  }
}
