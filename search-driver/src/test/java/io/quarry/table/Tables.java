package io.quarry.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToIntFunction;

/** Small tables for tests. */
public final class Tables {
  /** Two decisions of which the second is there with the first one's value "deep" alone. */
  public static final String DESCRIPTION =
      """
      name = small
      decisions = [
        { name = depth, kind = categorical, values = [flat, deep] }
        { name = width, kind = ordinal, values = [08, 8, 16], when { depth = [deep] } }
      ]
      objectives = [
        { name = error, unit = "%", direction = minimize, column = error_percent }
        { name = speed, unit = "1/s", direction = maximize }
      ]
      """;

  private Tables() {}

  public static RecordedTable of(Path directory, String description, String rows) {
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("table.conf"), description);
      Files.writeString(directory.resolve("rows.csv"), rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return RecordedTable.load(directory);
  }

  /**
   * A table of stages, each of depth 1 or 2 with a width of five at each depth: 30^stages in all.
   *
   * @param present of a thousand candidates, how many have a row
   * @param durations seconds of a row by its number
   */
  public static RecordedTable stages(
      Path directory, int stages, int present, ToIntFunction<Integer> durations) {
    StringBuilder conf = new StringBuilder("name = stages, decisions = [\n");
    StringBuilder rows = new StringBuilder();
    for (int s = 0; s < stages; s++) {
      conf.append(
          """
          { name = s%1$d.depth, kind = ordinal, values = [1, 2] }
          { name = s%1$d.w1, kind = ordinal, values = [1, 2, 3, 4, 5] }
          { name = s%1$d.w2, kind = ordinal, values = [1, 2, 3, 4, 5], when { s%1$d.depth = [2] } }
          """
              .formatted(s));
      rows.append("s%1$d.depth,s%1$d.w1,s%1$d.w2,".formatted(s));
    }
    conf.append(
        """
        ]
        objectives = [
          { name = error, unit = "%", direction = minimize }
          { name = cost, unit = "", direction = minimize }
        ]
        duration { column = seconds, unit = s }
        """);
    rows.append("error,cost,seconds\n");
    int candidates = (int) Math.pow(30, stages);
    int number = 0;
    for (int i = 0; i < candidates; i++) {
      if (Math.floorMod(i * 7919, 1000) < present) {
        rows.append(stagesRow(i, stages)).append(',').append(durations.applyAsInt(number++));
        rows.append('\n');
      }
    }
    return of(directory, conf.toString(), rows.toString());
  }

  private static String stagesRow(int candidate, int stages) {
    StringBuilder row = new StringBuilder();
    int rest = candidate;
    int cost = 0;
    for (int s = 0; s < stages; s++) {
      int own = rest % 30;
      rest /= 30;
      int width = own % 5 + 1;
      int second = own / 5; // 0: there is none.
      row.append(second == 0 ? 1 : 2).append(',').append(width).append(',');
      row.append(second == 0 ? "" : second).append(',');
      cost += width * width + second * (s + 1);
    }
    double error = 100.0 / (3 + cost) + Math.floorMod(candidate * 31, 17) / 10.0;
    String text = candidate % 23 == 5 ? "nan" : String.valueOf(error);
    return row + text + "," + cost;
  }
}
