package io.quarry.table;

import io.quarry.problem.InputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads a file of comma-separated values as RFC 4180 has it, in UTF-8, with a header; packed where
 * its name ends in {@code .gz}.
 */
public final class CsvFile {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final Collection<String> needed;
  private final RowProblems problems;
  private final Consumer<Row> rows;
  private final Map<String, Integer> columns = new LinkedHashMap<>();
  private int width;

  /** A row, alive while it is read. */
  public static final class Row {
    private final Map<String, Integer> columns;
    private final CSVRecord cells;
    private final long line;

    private Row(Map<String, Integer> columns, CSVRecord cells, long line) {
      this.columns = columns;
      this.cells = cells;
      this.line = line;
    }

    /** The line that it begins in, from 1. */
    public long line() {
      return line;
    }

    /** Whether the file has a column. */
    public boolean has(String column) {
      return columns.containsKey(column);
    }

    /** The text in a column that the file has. */
    public String cell(String column) {
      return cells.get(columns.get(column));
    }
  }

  private CsvFile(Collection<String> needed, RowProblems problems, Consumer<Row> rows) {
    this.needed = needed;
    this.problems = problems;
    this.rows = rows;
  }

  /**
   * Reads all rows but blank ones. Needed columns that are missing or stand there twice, and rows
   * of another length than the header's, become problems, and the reading goes on.
   *
   * @param needed columns that the file should have
   * @param rows gets each row in turn
   * @return the number of the line after the last, 0 where there is not even a header
   * @throws InputException when the file is no CSV in UTF-8
   */
  public static long read(
      Path file, Collection<String> needed, RowProblems problems, Consumer<Row> rows) {
    try (CSVParser parser = CSVFormat.RFC4180.parse(text(file))) {
      return new CsvFile(needed, problems, rows).read(parser);
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      throw new InputException(
          "%s cannot be read: %s".formatted(file, e.getMessage()),
          "it is not CSV in UTF-8, or it was cut off.",
          e);
    }
  }

  private static Reader text(Path file) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
    try {
      InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
      // A decoder of its own reports what is no UTF-8; one by name would replace it.
      return new InputStreamReader(plain, StandardCharsets.UTF_8.newDecoder());
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  private long read(CSVParser parser) {
    Iterator<CSVRecord> records = parser.iterator();
    if (!records.hasNext()) {
      problems.add(1, "there is no header");
      return 0;
    }
    header(records.next());
    long line = parser.getCurrentLineNumber() + 1;
    // The iterator reads ahead when asked whether there is more, so the line is taken before.
    while (records.hasNext()) {
      CSVRecord row = records.next();
      boolean blank = row.size() == 1 && row.get(0).isEmpty();
      if (!blank && row.size() != width) {
        problems.add(line, "%d cells, but the header has %d".formatted(row.size(), width));
      } else if (!blank) {
        rows.accept(new Row(columns, row, line));
      }
      line = parser.getCurrentLineNumber() + 1;
    }
    return line;
  }

  private void header(CSVRecord header) {
    width = header.size();
    for (int i = 0; i < width; i++) {
      String name = i == 0 ? withoutMark(header.get(i)) : header.get(i);
      if (columns.putIfAbsent(name, i) != null && needed.contains(name)) {
        problems.add(1, "column %s stands there twice".formatted(name));
      }
    }
    String present = String.join(", ", columns.keySet());
    needed.stream()
        .filter(name -> !columns.containsKey(name))
        .forEach(
            name -> problems.add(1, "column %s is missing; there are %s".formatted(name, present)));
  }

  private static String withoutMark(String name) {
    return name.startsWith(BYTE_ORDER_MARK) ? name.substring(1) : name;
  }
}
