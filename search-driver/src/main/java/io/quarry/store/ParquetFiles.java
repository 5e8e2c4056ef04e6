package io.quarry.store;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An append-only table as a directory of Parquet files, {@code <name>-000001.parquet} and on, in
 * the order of their commits.
 *
 * @param <T> of its rows
 */
final class ParquetFiles<T> {
  private final Directory directory;
  private final String name;
  private final Pattern file;
  private final Rows<T> rows;

  /** Rows as the bytes of a Parquet file, and back. */
  interface Rows<T> {
    byte[] encode(List<T> rows);

    List<T> decode(byte[] file) throws UnreadableFileException;
  }

  ParquetFiles(Directory directory, String name, Rows<T> rows) {
    this.directory = directory;
    this.name = name;
    this.file = Pattern.compile(Pattern.quote(name) + "-([0-9]{6,9})\\.parquet");
    this.rows = rows;
  }

  /** Adds rows as one file, all of them or none; of no rows none is written. */
  void append(List<T> added) {
    if (!added.isEmpty()) {
      directory.create();
      directory.writeNew("%s-%06d.parquet".formatted(name, nextNumber()), rows.encode(added));
    }
  }

  /**
   * Reads everything.
   *
   * @param problems gets a text for each file that cannot be used, which is left as it is
   */
  List<T> read(List<String> problems) {
    List<T> found = new ArrayList<>();
    for (String candidate : directory.names()) {
      if (file.matcher(candidate).matches()) {
        try {
          found.addAll(rows.decode(directory.read(candidate)));
        } catch (UnreadableFileException e) {
          problems.add("%s/%s: %s".formatted(directory, candidate, e.getMessage()));
        }
      } else if (isForeign(candidate)) {
        problems.add("%s/%s is not a file of this store".formatted(directory, candidate));
      }
    }
    return found;
  }

  private int nextNumber() {
    int last = 0;
    for (String candidate : directory.names()) {
      Matcher match = file.matcher(candidate);
      if (match.matches()) {
        last = Math.max(last, Integer.parseInt(match.group(1)));
      }
    }
    return last + 1;
  }

  /** What begins with a dot or an underscore is hidden from readers of Parquet directories too. */
  private static boolean isForeign(String name) {
    boolean hidden = name.startsWith(".") || name.startsWith("_");
    return !hidden || name.endsWith(Directory.UNFINISHED);
  }
}
