package io.quarry.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarry.config.SearchConfig;
import io.quarry.store.Directory;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The directory of one search over spaces: {@code settings.conf}, {@code table/}, {@code
 * space.json} and {@code space.conf}. It is no run: nothing in it was measured as a model.
 */
public final class SpaceDirectory {
  private static final String SETTINGS = "settings.conf";
  private static final String TABLE = "table";
  private static final String ROWS = "stages.csv";
  private static final String DESCRIPTION = "stages.conf";
  private static final String EVIDENCE = "space.json";
  private static final String SPACE = "space.conf";

  private final Directory directory;

  SpaceDirectory(Directory directory) {
    this.directory = directory;
  }

  /** Whether a directory is one of these. */
  static boolean isThat(Directory directory) {
    return directory.holds(SETTINGS) && directory.child(TABLE).holds(ROWS);
  }

  /**
   * Writes what was searched.
   *
   * @param csv the table's rows
   * @param description what is said of it beside
   */
  public void writeTable(SearchConfig config, String csv, String description) {
    directory.create();
    directory.write(SETTINGS, config.renderHyperspace().getBytes(UTF_8));
    Directory table = directory.child(TABLE);
    table.create();
    table.write(DESCRIPTION, description.getBytes(UTF_8));
    table.write(ROWS, csv.getBytes(UTF_8));
  }

  /**
   * Writes what was found.
   *
   * @param evidence JSON
   * @param space a restriction in HOCON
   */
  public void writeSpace(String evidence, String space) {
    directory.write(EVIDENCE, evidence.getBytes(UTF_8));
    directory.write(SPACE, space.getBytes(UTF_8));
  }

  /** Where the table is, for {@code quarry space --table}; empty where that is another host. */
  public Optional<Path> table() {
    return directory.child(TABLE).localPath();
  }

  /** Where the space is, for {@code space.restrict}. */
  public String space() {
    return "%s/%s".formatted(directory, SPACE);
  }
}
