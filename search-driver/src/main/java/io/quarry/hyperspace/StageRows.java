package io.quarry.hyperspace;

import io.quarry.table.CsvFile;
import io.quarry.table.RowProblems;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the rows of a table of stages; collects every problem of a file before it gives up. */
final class StageRows {
  private static final String STAGE = "stage";
  private static final String TYPE = "block_type";
  private static final String WINDOW = "window";
  private static final String INPUT = "input_shape";
  private static final String LOSS = "nsr_loss";
  private static final String MFLOPS = "mflops";
  private static final String MPARAMS = "mparams";
  private static final String LATENCY = "latency_ms";
  private static final List<String> COLUMNS =
      List.of(STAGE, TYPE, WINDOW, INPUT, LOSS, MFLOPS, MPARAMS, LATENCY);

  /** Batch, channels, height, width. */
  private static final Pattern SHAPE =
      Pattern.compile("[0-9]+x[0-9]+x([1-9][0-9]{0,6})x([1-9][0-9]{0,6})");

  private final RowProblems problems;
  private final StageTableBuilder builder;

  private StageRows(RowProblems problems, StageTableBuilder builder) {
    this.problems = problems;
    this.builder = builder;
  }

  /** Adds the rows of a file. */
  static void read(Path file, StageTableBuilder builder) {
    RowProblems problems = new RowProblems(file);
    StageRows reader = new StageRows(problems, builder);
    CsvFile.read(file, COLUMNS, problems, reader::row);
    problems.throwIfAny(String.valueOf(file.toAbsolutePath().getParent().getFileName()));
  }

  private void row(CsvFile.Row row) {
    if (!COLUMNS.stream().allMatch(row::has)) {
      return; // The header is the problem, and told of once.
    }
    Matcher shape = SHAPE.matcher(row.cell(INPUT).strip());
    if (!shape.matches()) {
      refuse(row, INPUT, "a shape like 1x32x80x80");
    }
    for (String column : List.of(STAGE, TYPE, WINDOW)) {
      if (row.cell(column).isBlank()) {
        refuse(row, column, "a name");
      }
    }
    double loss = number(row, LOSS, 0);
    double mflops = number(row, MFLOPS, 0);
    double mparams = number(row, MPARAMS, 0);
    double latencyMs = number(row, LATENCY, Double.MIN_VALUE);
    if (problems.isEmpty()) {
      Input input = new Input(Integer.parseInt(shape.group(1)), Integer.parseInt(shape.group(2)));
      builder.add(
          row.cell(STAGE).strip(),
          row.cell(TYPE).strip(),
          row.cell(WINDOW).strip(),
          new SubStage(input, loss, mflops, mparams, latencyMs));
    }
  }

  /**
   * A finite number of at least {@code least}; another one, with a problem, where there is none.
   */
  private double number(CsvFile.Row row, String column, double least) {
    double value = parsed(row.cell(column));
    if (!(value >= least && value < Double.POSITIVE_INFINITY)) {
      refuse(row, column, least > 0 ? "a number above 0" : "a number of 0 or more");
      return 1;
    }
    return value;
  }

  private static double parsed(String cell) {
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private void refuse(CsvFile.Row row, String column, String expected) {
    problems.add(
        row.line(), "%s = \"%s\", but must be %s".formatted(column, row.cell(column), expected));
  }
}
