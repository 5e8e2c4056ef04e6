package io.quarry.report;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What ended a search. */
public enum Ending {
  /** Nothing yet: it is being searched, or its process was killed. */
  NOT_YET("has not ended"),
  /** As many candidates were paid for as it was given. */
  EVALUATIONS("its evaluations are spent"),
  /** The space, or what its tactic proposes of it. */
  SPACE("there is nothing left to propose"),
  /** The hypervolume has stopped growing. */
  GAIN("it gains too little"),
  /** The executor-hours of the run. */
  EXECUTOR_HOURS("its executor-hours are spent"),
  /** The hours of a start; the next one continues. */
  HOURS("its hours are over"),
  /** The user; the next start continues. */
  STOPPED("it was stopped");

  private final String reason;

  Ending(String reason) {
    this.reason = reason;
  }

  /** The reason, for people: {@code its evaluations are spent}. */
  public String reason() {
    return reason;
  }

  /** As files write it: {@code executor-hours}. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether the run has come to its end, so that another start of it has nothing to search. */
  public boolean isFinal() {
    return this == EVALUATIONS || this == SPACE || this == GAIN || this == EXECUTOR_HOURS;
  }
}
