package io.quarry.space;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One point of a search space: the values of its active decisions, and of no others. Two genomes
 * that differ only in inactive decisions are the same candidate.
 *
 * @param values decision name to value, in the order of names
 */
public record Candidate(SortedMap<String, String> values) implements Serializable {
  /** 2³² divided by the golden ratio: spreads neighbours (Knuth, volume 3, section 6.4). */
  private static final int SPREAD = 0x9E3779B1;

  public Candidate {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** A candidate with the given decisions and values. */
  public static Candidate of(Map<String, String> values) {
    return new Candidate(new TreeMap<>(values));
  }

  /**
   * The value of an active decision.
   *
   * @throws IllegalArgumentException when the decision is not active in this candidate
   */
  public String value(String decision) {
    String value = values.get(Objects.requireNonNull(decision, "decision"));
    if (value == null) {
      throw new IllegalArgumentException(
          "Decision %s is not active in candidate %s".formatted(decision, text()));
    }
    return value;
  }

  /** Whether the decision is active here. */
  public boolean decides(String decision) {
    return values.containsKey(decision);
  }

  /** The decisions whose names satisfy {@code names}, as a candidate of their own. */
  public Candidate restrictedTo(Predicate<String> names) {
    return new Candidate(
        values.entrySet().stream()
            .filter(entry -> names.test(entry.getKey()))
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new)));
  }

  /** The canonical text: {@code name=value}, in the order of names, joined by semicolons. */
  public String text() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(";"));
  }

  /** A map's own would be a sum over decisions, which candidates that swap values share. */
  @Override
  public int hashCode() {
    int hash = 0;
    for (Map.Entry<String, String> entry : values.entrySet()) {
      hash = SPREAD * (31 * hash + entry.hashCode());
    }
    return hash;
  }

  /** SHA-256 of the canonical text, 64 hexadecimal digits: the identity of this candidate. */
  public String key() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
