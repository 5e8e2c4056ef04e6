package io.quarry.doctor;

import io.quarry.problem.InputException;
import java.util.Objects;

/**
 * One thing that was looked at.
 *
 * @param name what it is, in a word or two
 * @param verdict how it is
 * @param found what was found, with figures
 * @param advice what to do; empty where nothing is to be done
 */
public record Check(String name, Verdict verdict, String found, String advice) {

  private static final String MAYBE = System.lineSeparator() + "Maybe ";

  /** How a thing is. */
  public enum Verdict {
    /** As it should be. */
    FINE,
    /** A search runs, but not as it could. */
    WARNING,
    /** A search would not run, or not rightly. */
    MEND
  }

  public Check {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(found, "found");
    Objects.requireNonNull(advice, "advice");
  }

  static Check fine(String name, String found) {
    return new Check(name, Verdict.FINE, found, "");
  }

  static Check warning(String name, String found, String advice) {
    return new Check(name, Verdict.WARNING, found, advice);
  }

  static Check mend(String name, String found, String advice) {
    return new Check(name, Verdict.MEND, found, advice);
  }

  /** What a problem says, its advice apart. */
  static Check mend(String name, InputException problem) {
    String text = problem.getMessage();
    int maybe = text.lastIndexOf(MAYBE);
    return maybe < 0
        ? mend(name, text, "")
        : mend(name, text.substring(0, maybe), text.substring(maybe + MAYBE.length()));
  }
}
