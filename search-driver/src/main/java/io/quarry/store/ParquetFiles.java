package io.quarry.store;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An append-only table as a directory of Parquet files, {@code <name>-000001.parquet} and on, in
 * the order of their commits.
 *
 * <p>Rows may come a few at a time and still lie in few files: the last file grows, being replaced
 * by a longer one in one step, until it is {@linkplain #FULL full}. No reader ever sees a row twice
 * or misses one that it saw before, and there is nothing to be compacted. A writer that finds a
 * last file of an earlier process gives it the next number before it lets it grow: should that
 * process be alive after all, it does not write over rows of this one.
 *
 * @param <T> of its rows
 */
final class ParquetFiles<T> {
  /** Rows of a file that no more are added to: some 60 KiB, which are written again each time. */
  static final int FULL = 1024;

  private final Directory directory;
  private final String name;
  private final Pattern file;
  private final Rows<T> rows;

  /** The last file and its rows, once this writer has one that may grow. */
  private String last = "";

  private List<T> lastRows = List.of();

  /** Rows as the bytes of a Parquet file, and back. */
  interface Rows<T> {
    byte[] encode(List<T> rows);

    List<T> decode(byte[] file) throws UnreadableFileException;

    /** Whether {@link #encode} has a place for all that the row holds. */
    boolean encodes(T row);
  }

  ParquetFiles(Directory directory, String name, Rows<T> rows) {
    this.directory = directory;
    this.name = name;
    this.file = pattern(name);
    this.rows = rows;
  }

  /** Adds rows, all of them or none; of no rows nothing is written. */
  void append(List<T> added) {
    if (added.isEmpty()) {
      return;
    }
    directory.create();
    if (last.isEmpty()) {
      removeUnfinished();
      adoptLast();
    }
    if (last.isEmpty() || lastRows.size() >= FULL) {
      String next = fileName(lastNumber().orElse(0) + 1);
      directory.writeNew(next, rows.encode(added));
      last = next;
      lastRows = List.copyOf(added);
    } else {
      List<T> longer = Stream.concat(lastRows.stream(), added.stream()).toList();
      directory.write(last, rows.encode(longer));
      lastRows = longer;
    }
  }

  /** What a process left that was killed while it wrote: nobody else will end it. */
  private void removeUnfinished() {
    directory.names().stream()
        .filter(one -> one.startsWith("." + name + "-") && one.endsWith(WholeFiles.UNFINISHED))
        .forEach(directory::delete);
  }

  /** Takes over the last file of an earlier process, where it can be read and is not full. */
  private void adoptLast() {
    OptionalInt number = lastNumber();
    if (number.isEmpty()) {
      return;
    }
    List<T> found;
    try {
      found = rows.decode(directory.read(fileName(number.getAsInt())));
    } catch (UnreadableFileException e) {
      return; // Reading reports it, and it stays as it is.
    }
    if (found.size() < FULL && found.stream().allMatch(rows::encodes)) {
      String renamed = fileName(number.getAsInt() + 1);
      directory.rename(fileName(number.getAsInt()), renamed);
      last = renamed;
      lastRows = List.copyOf(found);
    }
  }

  /**
   * Reads everything.
   *
   * @param problems gets a text for each file that cannot be used, which is left as it is
   */
  List<T> read(List<String> problems) {
    List<T> found = new ArrayList<>();
    for (String one : names(directory, name, problems)) {
      try {
        found.addAll(rows.decode(directory.read(one)));
      } catch (UnreadableFileException e) {
        problems.add("%s/%s: %s".formatted(directory, one, e.getMessage()));
      }
    }
    return found;
  }

  /**
   * The names of a table's files, in the order of commits.
   *
   * @param problems gets a text for each file that is not one of them
   */
  static List<String> names(Directory directory, String name, List<String> problems) {
    Predicate<String> isFile = pattern(name).asMatchPredicate();
    List<String> found = new ArrayList<>();
    for (String candidate : directory.names()) {
      if (isFile.test(candidate)) {
        found.add(candidate);
      } else if (isForeign(candidate)) {
        problems.add("%s/%s is not a file of this store".formatted(directory, candidate));
      }
    }
    return found;
  }

  private static Pattern pattern(String name) {
    return Pattern.compile(Pattern.quote(name) + "-([0-9]{6,9})\\.parquet");
  }

  private String fileName(int number) {
    return "%s-%06d.parquet".formatted(name, number);
  }

  private OptionalInt lastNumber() {
    return directory.names().stream()
        .map(file::matcher)
        .filter(Matcher::matches)
        .mapToInt(match -> Integer.parseInt(match.group(1)))
        .max();
  }

  /** What begins with a dot or an underscore is hidden from readers of Parquet directories too. */
  private static boolean isForeign(String name) {
    boolean hidden = name.startsWith(".") || name.startsWith("_");
    return !hidden || name.endsWith(WholeFiles.UNFINISHED);
  }
}
