package io.quarry.hyperspace;

import io.quarry.search.StageFigures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * The stages of a supernet as a table that is searched, and as the files of a recorded one.
 *
 * @param name for people: letters, digits, dots and dashes
 * @param figures of their sub-stages
 */
public record FoundStages(String name, StageFigures figures) {
  private static final CSVFormat CSV = CSVFormat.RFC4180.builder().setRecordSeparator('\n').build();
  private static final double MILLION = 1e6;

  /** The table: one resolution, stages by number. */
  public StageTable table() {
    StageTableBuilder builder = new StageTableBuilder(name);
    for (StageFigures.Row row : figures.rows()) {
      builder.add(
          String.valueOf(row.stage()),
          row.blockType(),
          window(row.window()),
          new SubStage(
              new Input(row.inputHeight(), row.inputWidth()),
              row.int8Loss(),
              mflops(row),
              row.parameters() / MILLION,
              row.latencyMs()));
    }
    return builder.build(FixedParts.of(Map.of("", figures.fixedMs())));
  }

  /** The rows of the table, as {@link StageTable#load} reads them. */
  public String csv() {
    StringBuilder csv = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(csv, CSV)) {
      printer.printRecord(
          "stage",
          "block_type",
          "window",
          "sub_stage",
          "input_shape",
          "nsr_loss",
          "mflops",
          "mparams",
          "latency_ms");
      for (StageFigures.Row row : figures.rows()) {
        printer.printRecord(
            row.stage(),
            row.blockType(),
            window(row.window()),
            row.decisions(),
            "1x%dx%dx%d".formatted(row.inputChannels(), row.inputHeight(), row.inputWidth()),
            row.int8Loss(),
            mflops(row),
            row.parameters() / MILLION,
            row.latencyMs());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("A text does not fail", e);
    }
    return csv.toString();
  }

  /** What is said of the table beside its rows, in HOCON. */
  public String description() {
    return "name = %s%nfixed-ms = %s%n".formatted(name, figures.fixedMs());
  }

  private static double mflops(StageFigures.Row row) {
    return 2 * row.macs() / MILLION;
  }

  private static String window(List<Integer> widths) {
    return widths.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }
}
