package io.quarry.replay;

import java.util.List;

/**
 * What one run did.
 *
 * @param batches the numbers of the rows that were evaluated, those that ended together as one
 * @param volumes the hypervolume after each evaluation
 * @param moved how many evaluations were of another row than the candidate asked for
 * @param duplicates how many evaluations were of a candidate that had been paid for before
 */
record Trace(List<List<Integer>> batches, List<Double> volumes, int moved, int duplicates) {
  Trace {
    batches = List.copyOf(batches);
    volumes = List.copyOf(volumes);
  }

  /** The hypervolume after so many evaluations; that at the end, when there were fewer. */
  double volumeAt(int evaluations) {
    int last = Math.min(evaluations, volumes.size());
    return last == 0 ? 0 : volumes.get(last - 1);
  }

  /** Evaluations to a hypervolume; infinite when it was not reached. */
  double evaluationsTo(double volume) {
    for (int i = 0; i < volumes.size(); i++) {
      if (volumes.get(i) >= volume) {
        return i + 1;
      }
    }
    return Double.POSITIVE_INFINITY;
  }
}
