package io.quarry.page;

import io.quarry.outcome.Provenance;
import io.quarry.store.StoredOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Slots of hosts, as far as outcomes tell them: of what ran on a host at the same time each has a
 * lane of its own, and no more lanes are used than that takes.
 *
 * @param lanes by host, then by slot
 * @param byRow the lane of each outcome, -1 where another run paid for it
 */
record Lanes(List<ReportData.Lane> lanes, List<Integer> byRow) {
  private static final double NANOS_PER_MS = 1e6;

  Lanes {
    lanes = List.copyOf(lanes);
    byRow = List.copyOf(byRow);
  }

  static Lanes of(List<StoredOutcome> outcomes) {
    Integer[] order = new Integer[outcomes.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        Comparator.comparing((Integer i) -> from(outcomes, i).startedAt()).thenComparing(i -> i));
    TreeMap<String, List<Instant>> free = new TreeMap<>();
    int[] slots = new int[outcomes.size()];
    for (int i : order) {
      if (outcomes.get(i).isReused()) {
        continue;
      }
      Provenance from = from(outcomes, i);
      List<Instant> slotsOfHost = free.computeIfAbsent(from.host(), host -> new ArrayList<>());
      slots[i] = firstFree(slotsOfHost, from.startedAt());
      slotsOfHost.set(
          slots[i], from.startedAt().plusNanos(Math.round(from.durationMs() * NANOS_PER_MS)));
    }
    Map<String, Integer> first = new TreeMap<>();
    List<ReportData.Lane> lanes = new ArrayList<>();
    free.forEach(
        (host, of) -> {
          first.put(host, lanes.size());
          for (int slot = 0; slot < of.size(); slot++) {
            lanes.add(new ReportData.Lane(host, slot + 1));
          }
        });
    List<Integer> byRow = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      boolean reused = outcomes.get(i).isReused();
      byRow.add(reused ? -1 : first.get(from(outcomes, i).host()) + slots[i]);
    }
    return new Lanes(lanes, byRow);
  }

  /** The lane of an outcome. */
  int of(int row) {
    return byRow.get(row);
  }

  private static Provenance from(List<StoredOutcome> outcomes, int i) {
    return outcomes.get(i).outcome().provenance();
  }

  private static int firstFree(List<Instant> until, Instant start) {
    for (int slot = 0; slot < until.size(); slot++) {
      if (!until.get(slot).isAfter(start)) {
        return slot;
      }
    }
    until.add(Instant.MIN);
    return until.size() - 1;
  }
}
