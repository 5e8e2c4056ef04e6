package io.quarry.outcome;

import io.quarry.space.Candidate;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * A timing of one candidate's model.
 *
 * @param candidate whose model it was
 * @param purpose what it was timed for
 * @param supernetHash SHA-256 of the checkpoint that the model was made of
 * @param latency what came of it
 * @param fallenBack names of layers whose formats are integers and that the runtime runs in float
 * @param on where and how
 */
public record Timing(
    Candidate candidate,
    Purpose purpose,
    String supernetHash,
    Latency latency,
    List<String> fallenBack,
    TimedOn on)
    implements Serializable {

  /** What a model is timed for. */
  public enum Purpose {
    /** To search on. */
    SEARCH,
    /** Again, for a point of the final front. */
    CONFIRMATION,
    /** To bound the hypervolume. */
    REFERENCE
  }

  public Timing {
    Objects.requireNonNull(candidate, "candidate");
    Objects.requireNonNull(purpose, "purpose");
    Objects.requireNonNull(supernetHash, "supernetHash");
    Objects.requireNonNull(latency, "latency");
    Objects.requireNonNull(on, "on");
    fallenBack = List.copyOf(fallenBack);
  }
}
