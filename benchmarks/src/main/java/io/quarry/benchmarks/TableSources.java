package io.quarry.benchmarks;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** From the rows of public files to the rows of tables: column to text, inactive decisions too. */
final class TableSources {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final String NETWORK = "Sub-network";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");

  /** Blocks of OFA-ResNet50's stages; the last two of each are optional. */
  private static final int[] RESNET_BLOCKS = {4, 4, 6, 4};

  /** Precision, column of its accuracy, bytes a weight. */
  private static final List<Precision> PRECISIONS =
      List.of(
          new Precision("fp32", "fp32_acc", 4),
          new Precision("int8-ptq", "ptq_acc", 1),
          new Precision("int8-qat", "qat_acc", 1));

  private record Precision(String name, String column, int bytes) {}

  private TableSources() {}

  static List<Map<String, String>> nasBench201(List<Map<String, String>> source) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (Map<String, String> from : source) {
      for (Precision precision : PRECISIONS) {
        Map<String, String> row = digits("edge", from.get("ops_code"));
        row.put("precision", precision.name());
        row.put(
            "error_percent", HUNDRED.subtract(number(from, precision.column())).toPlainString());
        BigDecimal bytes = number(from, "params").multiply(BigDecimal.valueOf(precision.bytes()));
        row.put("size_mb", bytes.movePointLeft(6).toPlainString());
        rows.add(row);
      }
    }
    return rows;
  }

  /**
   * The rows of NAS-Bench-Macro.
   *
   * @param code the column of the eight digits: {@code arch}, or {@code canonical_arch}, in which
   *     identities come last where their place does not matter
   */
  static Function<List<Map<String, String>>, List<Map<String, String>>> nasBenchMacro(String code) {
    return source ->
        source.stream()
            .map(
                from -> {
                  Map<String, String> row = digits("block", from.get(code));
                  row.put("accuracy_percent", from.get("mean_acc"));
                  row.put("flops", from.get("flops"));
                  return row;
                })
            .toList();
  }

  static List<Map<String, String>> bert(List<Map<String, String>> source) {
    return source.stream()
        .map(
            from -> {
              PythonDict network = PythonDict.parse(from.get(NETWORK));
              Map<String, String> row = new LinkedHashMap<>();
              row.put("layers", network.at("num_layers", 0));
              for (int i = 0; i < 12; i++) {
                String layer = "layer%d.".formatted(i + 1);
                row.put(layer + "heads", network.at("num_attention_heads", i));
                row.put(layer + "intermediate", network.at("intermediate_size", i));
              }
              row.put(
                  "accuracy_percent", number(from, "SST-2 Acc").movePointRight(2).toPlainString());
              row.put("macs", from.get("MACS"));
              return row;
            })
        .toList();
  }

  static List<Map<String, String>> mobileNetV3(List<Map<String, String>> source) {
    return source.stream()
        .map(
            from -> {
              PythonDict network = PythonDict.parse(from.get(NETWORK));
              Map<String, String> row = new LinkedHashMap<>();
              for (int i = 0; i < 20; i++) {
                String stage = "stage%d.".formatted(i / 4 + 1);
                row.put(stage + "depth", network.at("d", i / 4));
                String block = stage + "block%d.".formatted(i % 4 + 1);
                row.put(block + "kernel", network.at("ks", i));
                row.put(block + "expansion", network.at("e", i));
              }
              row.put("accuracy_percent", from.get("Top-1 Acc (%)"));
              row.put("macs", from.get("MACs"));
              return row;
            })
        .toList();
  }

  static List<Map<String, String>> resNet50(List<Map<String, String>> source) {
    List<String> seconds = durations(source);
    return IntStream.range(0, source.size())
        .mapToObj(
            i -> {
              Map<String, String> row = resNet50(PythonDict.parse(source.get(i).get(NETWORK)));
              row.put("accuracy_percent", source.get(i).get("Top-1 Acc (%)"));
              row.put("latency_normalised", source.get(i).get("Latency (ms)"));
              row.put("duration_s", seconds.get(i));
              return row;
            })
        .toList();
  }

  /** The decisions; bits and modes stand in the order of the network's modules. */
  private static Map<String, String> resNet50(PythonDict network) {
    Map<String, String> row = new LinkedHashMap<>();
    // The stem's second convolution is there with the largest depth alone (OFA's code).
    row.put("stem.depth", network.at("d", 0).equals("2") ? "2" : "0");
    for (int i = 0; i < 6; i++) {
      row.put("width%d".formatted(i + 1), network.at("w", i));
    }
    List<String> modules = new ArrayList<>(List.of("stem.conv1", "stem.conv2", "stem.conv3"));
    int blocks = 0;
    for (int s = 0; s < RESNET_BLOCKS.length; s++) {
      String stage = "stage%d.".formatted(s + 1);
      row.put(stage + "depth", network.at("d", s + 1));
      for (int b = 0; b < RESNET_BLOCKS[s]; b++) {
        String block = stage + "block%d.".formatted(b + 1);
        row.put(block + "expansion", network.at("e", blocks++));
        modules.addAll(List.of(block + "conv1", block + "conv2", block + "conv3"));
        if (b == 0) {
          modules.add(block + "downsample");
        }
      }
    }
    for (int i = 0; i < modules.size(); i++) {
      row.put(modules.get(i) + ".bits", network.at("q_bits", i));
      row.put(modules.get(i) + ".mode", network.at("q_weights_mode", i));
    }
    return row;
  }

  /** A row was written when its evaluation ended. For the first one the median stands in. */
  private static List<String> durations(List<Map<String, String>> source) {
    List<LocalDateTime> ends =
        source.stream().map(from -> LocalDateTime.parse(from.get("Date"), DATE)).toList();
    List<BigDecimal> seconds = new ArrayList<>();
    for (int i = 1; i < ends.size(); i++) {
      seconds.add(BigDecimal.valueOf(Duration.between(ends.get(i - 1), ends.get(i)).toMillis(), 3));
    }
    seconds.add(0, seconds.stream().sorted().toList().get(seconds.size() / 2));
    return seconds.stream().map(BigDecimal::toPlainString).toList();
  }

  private static Map<String, String> digits(String name, String code) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < code.length(); i++) {
      row.put(name + (i + 1), code.substring(i, i + 1));
    }
    return row;
  }

  private static BigDecimal number(Map<String, String> row, String column) {
    return new BigDecimal(row.get(column));
  }
}
