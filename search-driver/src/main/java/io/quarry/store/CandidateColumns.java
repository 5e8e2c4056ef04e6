package io.quarry.store;

import io.quarry.space.Candidate;
import java.util.TreeMap;
import org.apache.parquet.example.data.Group;

/** The columns in which each table holds its candidates: the key, and the decisions as a map. */
final class CandidateColumns {
  static final String TYPES =
      """
        required binary key (STRING);
        required group decisions (MAP) {
          repeated group key_value {
            required binary key (STRING);
            required binary value (STRING);
          }
        }
      """;

  private CandidateColumns() {}

  static void add(Group row, Candidate candidate) {
    row.add("key", candidate.key());
    Group decisions = row.addGroup("decisions");
    candidate
        .values()
        .forEach(
            (name, value) ->
                decisions.addGroup("key_value").append("key", name).append("value", value));
  }

  /**
   * The candidate of a row.
   *
   * @throws IllegalArgumentException when the key is not that of the decisions
   */
  static Candidate read(Group row) {
    TreeMap<String, String> values = new TreeMap<>();
    Group decisions = row.getGroup("decisions", 0);
    for (int i = 0; i < decisions.getFieldRepetitionCount("key_value"); i++) {
      Group pair = decisions.getGroup("key_value", i);
      values.put(pair.getString("key", 0), pair.getString("value", 0));
    }
    Candidate candidate = new Candidate(values);
    if (!candidate.key().equals(row.getString("key", 0))) {
      throw new IllegalArgumentException(
          "key %s is not that of %s".formatted(row.getString("key", 0), candidate.text()));
    }
    return candidate;
  }
}
