package io.quarry.replay;

import io.quarry.table.RecordedTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.commons.csv.CSVPrinter;

/** How well schedules kept slots busy, and what the tactics reached under them. */
public final class ScheduleResult {
  private static final int HOUR_SECONDS = 3600;

  private final RecordedTable table;
  private final Map<Key, List<Schedule>> schedules;

  /** What the runs of one line have in common. */
  record Key(String tactic, int slots, Schedule.Mode mode) {}

  /**
   * A result.
   *
   * @param schedules one a seed, in the order in which they are shown
   */
  ScheduleResult(RecordedTable table, Map<Key, List<Schedule>> schedules) {
    this.table = table;
    this.schedules = schedules;
  }

  /** One a seed, by what they have in common. */
  Map<Key, List<Schedule>> schedules() {
    return schedules;
  }

  /** Efficiency, time and hypervolume of each tactic under each schedule, as an aligned table. */
  public String text() {
    List<String> header =
        List.of(
            "slots",
            "tactic",
            "schedule",
            "efficiency",
            "time in h",
            "hypervolume, % of the table's");
    List<List<String>> rows = new ArrayList<>();
    schedules.forEach(
        (key, runs) ->
            rows.add(
                List.of(
                    String.valueOf(key.slots()),
                    key.tactic(),
                    key.mode().label(),
                    text("%.3f", runs, Schedule::efficiency),
                    text("%.2f", runs, run -> run.makespanSeconds() / HOUR_SECONDS),
                    text("%.2f", runs, run -> 100 * share(run)))));
    int duplicates =
        schedules.values().stream()
            .flatMap(List::stream)
            .mapToInt(run -> run.trace().duplicates())
            .sum();
    return "Schedules by the recorded durations: median [quartiles]\n"
        + TextTable.of(header, rows)
        + "\n\nCanonical duplicates paid for under schedules: "
        + duplicates;
  }

  private static String text(
      String format, List<Schedule> runs, ToDoubleFunction<Schedule> figure) {
    Quartiles quartiles = Quartiles.of(runs.stream().mapToDouble(figure));
    return String.format(
        Locale.ROOT,
        "%1$s [%1$s, %1$s]".replace("%1$s", format),
        quartiles.median(),
        quartiles.low(),
        quartiles.high());
  }

  private double share(Schedule run) {
    return finalVolume(run) / table.ownVolume();
  }

  private static double finalVolume(Schedule run) {
    return run.trace().volumeAt(run.trace().volumes().size());
  }

  /** The schedules as CSV, with a header. */
  public String csv() {
    StringBuilder csv = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(csv, ReplayResult.FORMAT)) {
      printer.printRecord(
          "tactic",
          "seed",
          "slots",
          "schedule",
          "evaluations",
          "makespan_s",
          "busy_s",
          "efficiency",
          "hypervolume",
          "share");
      for (Map.Entry<Key, List<Schedule>> entry : schedules.entrySet()) {
        for (int seed = 0; seed < entry.getValue().size(); seed++) {
          print(printer, entry.getKey(), seed, entry.getValue().get(seed));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("A text does not fail", e);
    }
    return csv.toString();
  }

  private void print(CSVPrinter printer, Key key, int seed, Schedule run) throws IOException {
    printer.printRecord(
        key.tactic(),
        seed,
        key.slots(),
        key.mode().label(),
        run.trace().volumes().size(),
        run.makespanSeconds(),
        run.busySeconds(),
        run.efficiency(),
        finalVolume(run),
        share(run));
  }
}
