package io.quarry.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarry.config.TableDescription;
import io.quarry.hyperspace.FixedParts;
import io.quarry.hyperspace.StageTable;
import io.quarry.objective.Objective;
import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import io.quarry.table.RecordedTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/** Makes recorded tables of public files; {@code benchmarks/tables/import.sh} calls it. */
public final class TableImport {
  private static final CSVFormat SOURCE =
      CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).build();
  private static final String DESCRIPTION = "table.conf";

  /**
   * Where a table comes from.
   *
   * @param name of the table and of its folder
   * @param files in the folder of public files, one after the other
   * @param origin where they are published
   * @param convert from their rows to the table's
   */
  private record Source(
      String name,
      List<String> files,
      String origin,
      Function<List<Map<String, String>>, List<Map<String, String>>> convert) {}

  private static final String MACRO = "nas-bench-macro/nas-bench-macro_cifar10.csv";
  private static final String MACRO_ORIGIN = "github.com/xiusu/NAS-Bench-Macro";
  private static final String COMPRESSOR =
      "github.com/intel/neural-compressor v2.6, examples/notebook/dynas";

  private static final List<Source> SOURCES =
      List.of(
          new Source(
              "nas-bench-201-joint",
              List.of("nasbench201-joint/nasbench201_joint_own.csv.gz"),
              "AnalogNAS-Bench, joined with HELP and nn-Meter",
              TableSources::nasBench201),
          new Source(
              "nas-bench-macro",
              List.of(MACRO),
              MACRO_ORIGIN,
              TableSources.nasBenchMacro("canonical_arch")),
          new Source(
              "nas-bench-macro-plain",
              List.of(MACRO),
              MACRO_ORIGIN,
              TableSources.nasBenchMacro("arch")),
          new Source(
              "simqnas-resnet50",
              List.of("simqnas-logs/results_ofa_resnet50_quant.csv.gz"),
              COMPRESSOR,
              TableSources::resNet50),
          new Source(
              "bert-sst2",
              List.of("simqnas-logs/results_bertbase_sst2_macs.csv.gz"),
              COMPRESSOR,
              TableSources::bert),
          new Source(
              "ofa-mobilenetv3",
              List.of(
                  "simqnas-logs/mbnv3w10_linasnsga2_acc_macs.csv.gz",
                  "simqnas-logs/mbnv3w10_evonsga2_acc_macs.csv.gz",
                  "simqnas-logs/mbnv3w10_evounsga3_acc_macs_params.csv.gz"),
              "github.com/IntelLabs/DyNAS-T, notebooks/data",
              TableSources::mobileNetV3));

  /** A table of stages, which is published as it is read. */
  private static final String STAGES = "spaceevo-vnni";

  private static final String STAGES_FILE = STAGES + "/stage_lut_onnxw.csv.gz";

  private TableImport() {}

  /** Takes the folders of the descriptions, of the public files, and of the tables to be made. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      System.err.println("usage: TableImport DESCRIPTIONS DATA_DIR OUT_DIR");
      System.exit(2);
    }
    run(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
  }

  /** Makes every table whose files are there. */
  static void run(Path descriptions, Path data, Path out) throws IOException {
    for (Source source : SOURCES) {
      make(source, descriptions, data, out);
    }
    copyStages(descriptions, data, out);
  }

  private static void copyStages(Path descriptions, Path data, Path out) throws IOException {
    if (!Files.exists(data.resolve(STAGES_FILE))) {
      System.out.printf(
          "%-22s left out: there is no %s; it comes from github.com/microsoft/Moonlit%n",
          STAGES, data.resolve(STAGES_FILE));
      return;
    }
    Path directory = Files.createDirectories(out.resolve(STAGES));
    for (Path file :
        List.of(descriptions.resolve(STAGES).resolve("stages.conf"), data.resolve(STAGES_FILE))) {
      Files.copy(file, directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
    StageTable table = StageTable.load(directory, FixedParts.parse(List.of()));
    System.out.printf("%-22s %s spaces%n", STAGES, table.hyperspace().size());
  }

  private static void make(Source source, Path descriptions, Path data, Path out)
      throws IOException {
    List<Map<String, String>> read = new ArrayList<>();
    for (String file : source.files()) {
      if (!Files.exists(data.resolve(file))) {
        System.out.printf(
            "%-22s left out: there is no %s; it comes from %s%n",
            source.name(), data.resolve(file), source.origin());
        return;
      }
      read.addAll(rows(data.resolve(file)));
    }
    Path directory = Files.createDirectories(out.resolve(source.name()));
    Path description = directory.resolve(DESCRIPTION);
    Files.copy(
        descriptions.resolve(source.name()).resolve(DESCRIPTION),
        description,
        StandardCopyOption.REPLACE_EXISTING);
    write(
        directory.resolve("rows.csv.gz"),
        TableDescription.load(description),
        source.convert().apply(read));
    RecordedTable table = RecordedTable.load(directory);
    System.out.printf(
        "%-22s %d rows from %s, %d candidates of %s%n",
        source.name(), read.size(), source.origin(), table.size(), table.space().size());
  }

  private static List<Map<String, String>> rows(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
        Reader text = new InputStreamReader(plain, UTF_8);
        CSVParser parser = SOURCE.parse(text)) {
      return parser.stream().map(CSVRecord::toMap).toList();
    }
  }

  /** Writes the first row of each candidate, without the decisions that are inactive in it. */
  private static void write(Path file, TableDescription description, List<Map<String, String>> rows)
      throws IOException {
    List<String> measured =
        new ArrayList<>(description.objectives().stream().map(Objective::column).toList());
    if (!description.durationColumn().isEmpty()) {
      measured.add(description.durationColumn());
    }
    List<Decision> decisions = description.space().decisions();
    Set<Candidate> seen = new HashSet<>();
    try (BufferedWriter text =
            new BufferedWriter(
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), UTF_8));
        CSVPrinter printer =
            new CSVPrinter(text, CSVFormat.RFC4180.builder().setRecordSeparator('\n').build())) {
      List<String> header = new ArrayList<>(decisions.stream().map(Decision::name).toList());
      header.addAll(measured);
      printer.printRecord(header);
      for (Map<String, String> row : rows) {
        Map<String, String> active = active(decisions, row);
        if (seen.add(Candidate.of(active))) {
          List<String> cells = new ArrayList<>();
          decisions.forEach(decision -> cells.add(active.getOrDefault(decision.name(), "")));
          measured.forEach(column -> cells.add(row.get(column)));
          printer.printRecord(cells);
        }
      }
    }
  }

  private static Map<String, String> active(List<Decision> decisions, Map<String, String> row) {
    Map<String, String> active = new TreeMap<>();
    for (Decision decision : decisions) {
      if (decision.isActive(active)) {
        active.put(decision.name(), row.get(decision.name()));
      }
    }
    return active;
  }
}
