package io.quarry.predict;

import io.quarry.space.Candidate;
import java.util.List;

/** What a space knows of its candidates' costs without measuring: MACs, bytes. Thread-safe. */
public interface Costs {
  /** The costs' names, their units included: {@code macs}, {@code size-bytes}. */
  List<String> names();

  /** The costs of a candidate, in the order of their names; positive. */
  double[] of(Candidate candidate);

  /** No known costs. */
  static Costs none() {
    return new Costs() {
      @Override
      public List<String> names() {
        return List.of();
      }

      @Override
      public double[] of(Candidate candidate) {
        return new double[0];
      }
    };
  }
}
