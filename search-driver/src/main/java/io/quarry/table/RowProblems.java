package io.quarry.table;

import io.quarry.problem.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is wrong with the rows of a table, collected so that all of it is reported together. */
public final class RowProblems {
  /** More than anybody reads; of the others the lines are named alone. */
  private static final int SHOWN = 100;

  private final String file;
  private final List<String> shown = new ArrayList<>();
  private final Set<Long> otherLines = new LinkedHashSet<>();
  private int count;

  /** Of a file that is about to be read. */
  public RowProblems(Path file) {
    this.file = file.getFileName().toString();
  }

  /** Adds a problem with a line, counted from 1. */
  public void add(long line, String message) {
    add(List.of(line), message);
  }

  /** Adds a problem with several lines at once. */
  public void add(List<Long> lines, String message) {
    count++;
    if (shown.size() < SHOWN) {
      shown.add("%s: %s: %s".formatted(file, joined(lines), message));
    } else {
      otherLines.addAll(lines);
    }
  }

  /** Whether nothing was found yet. */
  public boolean isEmpty() {
    return count == 0;
  }

  /**
   * Ends the reading where anything was found.
   *
   * @param table what it is called
   * @throws InputException with all that was found
   */
  public void throwIfAny(String table) {
    if (count == 0) {
      return;
    }
    String separator = System.lineSeparator() + "  ";
    String more =
        otherLines.isEmpty()
            ? ""
            : separator
                + "and %d more, in the lines %s".formatted(count - SHOWN, joined(otherLines));
    throw new InputException(
        "The rows of table %s have %s:%s%s%s"
            .formatted(
                table,
                count == 1 ? "a problem" : count + " problems",
                separator,
                String.join(separator, shown),
                more));
  }

  private static String joined(Iterable<Long> lines) {
    List<String> texts = new ArrayList<>();
    lines.forEach(line -> texts.add(String.valueOf(line)));
    return texts.stream().collect(Collectors.joining(", "));
  }
}
