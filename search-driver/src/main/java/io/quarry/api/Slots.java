package io.quarry.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Which of its host's slots each evaluation had: the store tells hosts and times, not slots. An
 * evaluation gets the first slot of its host that was free when it began, so there are as many
 * slots as there were evaluations at once.
 */
final class Slots {
  /** Clocks are read to the microsecond; what ends and what begins then do not overlap. */
  private static final double CLOCK_S = 1e-6;

  private Slots() {}

  /**
   * Assigns slots.
   *
   * @param evaluations key, host, start and end in seconds
   * @return rows of {@link Columns#SLOTS}: slots are numbered over all hosts, hosts in order of
   *     names
   */
  static List<Row> of(List<Row> evaluations) {
    Map<String, List<Row>> byHost = new TreeMap<>();
    List<Row> all = new ArrayList<>(evaluations);
    all.sort(Comparator.comparingDouble(row -> row.getDouble(2)));
    all.forEach(row -> byHost.computeIfAbsent(row.getString(1), h -> new ArrayList<>()).add(row));
    List<Row> slots = new ArrayList<>();
    int before = 0;
    for (Map.Entry<String, List<Row>> host : byHost.entrySet()) {
      List<Double> freeFrom = new ArrayList<>();
      for (Row row : host.getValue()) {
        int slot = take(freeFrom, row);
        String name = "%s/%d".formatted(host.getKey(), slot);
        slots.add(
            RowFactory.create(
                row.getString(0), before + slot, name, row.getDouble(2), row.getDouble(3)));
      }
      before += freeFrom.size();
    }
    return slots;
  }

  /** The number of the first free slot, or of one more, which is taken until the row's end. */
  private static int take(List<Double> freeFrom, Row row) {
    for (int slot = 0; slot < freeFrom.size(); slot++) {
      if (freeFrom.get(slot) <= row.getDouble(2) + CLOCK_S) {
        freeFrom.set(slot, row.getDouble(3));
        return slot;
      }
    }
    freeFrom.add(row.getDouble(3));
    return freeFrom.size() - 1;
  }
}
