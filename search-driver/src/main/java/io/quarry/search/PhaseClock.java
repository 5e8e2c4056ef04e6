package io.quarry.search;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Wall time of each phase of a run, in seconds. */
final class PhaseClock {
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  <T> T time(String phase, Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      seconds.put(phase, (System.nanoTime() - start) / 1e9);
    }
  }

  /** In the order of the phases. */
  Map<String, Double> seconds() {
    return seconds;
  }
}
