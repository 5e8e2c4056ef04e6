package io.quarry.search;

import io.quarry.outcome.Measurement;
import io.quarry.pareto.ParetoFront;
import java.util.List;
import java.util.Optional;

/**
 * What a search found, every figure of it measured.
 *
 * @param front of what keeps the constraints
 * @param nearestMisses one where nothing keeps them, else none
 */
record MeasuredFront(ParetoFront front, List<Measurement> nearestMisses) {
  MeasuredFront {
    nearestMisses = List.copyOf(nearestMisses);
  }

  MeasuredFront(ParetoFront front, Optional<Measurement> nearestMiss) {
    this(front, nearestMiss.stream().toList());
  }
}
