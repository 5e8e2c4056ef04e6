package io.quarry.report;

import io.quarry.objective.Constraint;
import io.quarry.outcome.Measurement;
import io.quarry.space.Candidate;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The candidate that came nearest to keeping all constraints, where none does.
 *
 * @param key the candidate's
 * @param architecture its decisions over architecture, as {@code front.csv} writes them
 * @param policy the formats of its layers, likewise
 * @param scores everything measured on it, by objective
 * @param violation the sum of the violations of {@code missed}
 * @param missed the constraints that it breaks
 */
public record NearestMiss(
    String key,
    String architecture,
    String policy,
    SortedMap<String, Double> scores,
    double violation,
    List<Missed> missed) {

  /**
   * A constraint that is broken.
   *
   * @param constraint its text
   * @param value what was measured, in the objective's unit
   * @param missedBy how far that is from the limit, in the objective's unit, positive
   * @param violation the same in units of the limit's magnitude
   */
  public record Missed(String constraint, double value, double missedBy, double violation) {}

  public NearestMiss {
    Objects.requireNonNull(key, "key");
    scores = Collections.unmodifiableSortedMap(new TreeMap<>(scores));
    missed = List.copyOf(missed);
  }

  /**
   * What a candidate misses.
   *
   * @param policyDecisions tells the names of decisions over formats from those over architecture
   * @param complete adds to a candidate the formats of the layers that do not decide their own
   */
  public static NearestMiss of(
      Measurement miss,
      List<Constraint> constraints,
      Predicate<String> policyDecisions,
      UnaryOperator<Candidate> complete) {
    List<Missed> missed =
        constraints.stream()
            .filter(constraint -> constraint.violation(miss.scores()) > 0)
            .map(constraint -> missed(constraint, miss))
            .toList();
    return new NearestMiss(
        miss.candidate().key(),
        miss.candidate().restrictedTo(policyDecisions.negate()).text(),
        complete.apply(miss.candidate()).restrictedTo(policyDecisions).text(),
        miss.scores().values(),
        Constraint.violation(constraints, miss.scores()),
        missed);
  }

  /** For people, a line each: who it is, and by how much it misses what. */
  public String text() {
    String who = "the nearest miss is %s%n  %s%n  %s%n".formatted(key, architecture, policy);
    return missed.stream()
        .map(
            one ->
                "  %s is missed by %s: it has %s"
                    .formatted(
                        one.constraint,
                        FrontTable.rounded(one.missedBy),
                        FrontTable.rounded(one.value)))
        .collect(Collectors.joining(System.lineSeparator(), who, ""));
  }

  private static Missed missed(Constraint constraint, Measurement miss) {
    double value = miss.scores().of(constraint.objective());
    return new Missed(
        constraint.text(),
        value,
        Math.abs(value - constraint.limit()),
        constraint.violation(miss.scores()));
  }
}
