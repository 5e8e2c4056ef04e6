package io.quarry.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.schema.GroupType;

/**
 * Prints what a run measured as text, a line for each row of its journal in the journal's order,
 * with all columns that are the same however and wherever it ran. Two runs measured the same if and
 * only if their texts are equal; a row that is there twice is printed twice.
 *
 * <p>Arguments: the directory of a run.
 */
public final class JournalText {
  /** What tells of the run and its hosts rather than of the candidate. */
  private static final Set<String> CIRCUMSTANCES =
      Set.of("run", "host", "cpu", "started_at", "duration_ms");

  private JournalText() {}

  /** Prints the text. */
  public static void main(String[] arguments) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (Path file : files(Path.of(arguments[0], "measurements"))) {
      read(file, rows);
    }
    rows.sort(
        Comparator.comparingInt(Row::batch)
            .thenComparingInt(Row::position)
            .thenComparing(Row::text));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    rows.forEach(row -> out.println(row.text()));
    out.flush();
  }

  /** A row at its place. */
  private record Row(int batch, int position, String text) {}

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  private static void read(Path file, List<Row> rows) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), path)
            .withConf(new Configuration(false))
            .build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(new Row(row.getInteger("batch", 0), row.getInteger("position", 0), text(row)));
      }
    }
  }

  private static String text(Group row) {
    GroupType type = row.getType();
    StringBuilder text = new StringBuilder();
    for (int field = 0; field < type.getFieldCount(); field++) {
      String name = type.getFieldName(field);
      if (!CIRCUMSTANCES.contains(name) && row.getFieldRepetitionCount(field) > 0) {
        String value =
            type.getType(field).isPrimitive()
                ? row.getValueToString(field, 0)
                : row.getGroup(field, 0).toString().replace(System.lineSeparator(), " ");
        text.append(text.isEmpty() ? "" : "\t").append(name).append('=').append(value);
      }
    }
    return text.toString();
  }
}
