package io.quarry.predict;

import io.quarry.space.Candidate;
import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * Searches that the authors of SimQ-NAS recorded: candidates with what they scored.
 *
 * @param space with the conditions under which decisions matter
 * @param candidates one a row
 * @param labels objective's name to one value a row
 */
record RecordedRows(
    SearchSpace space, List<Candidate> candidates, Map<String, List<Double>> labels) {
  private static final Pattern LIST = Pattern.compile("'(\\w+)': \\[([^\\]]*)\\]");
  private static final int[] BASE_DEPTHS = {2, 2, 4, 2};
  private static final int MOST_EXTRA = 2;

  static boolean arePresent() {
    return Files.isDirectory(folder());
  }

  double[] labelsOf(String objective) {
    return labels.get(objective).stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * Elastic ResNet-50 with a bit width and a weight mode for each of its 61 convolutions. Which
   * convolution a gene belongs to follows the authors' masks: three in the stem, the last of them
   * only in the deep stem; in each block three, and a fourth for the shortcut of a stage's first. A
   * mode matters where the weights are integers; rows that agree in what is active here have the
   * same recorded accuracy.
   */
  static RecordedRows resNet50() {
    List<Decision> decisions = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      decisions.add(Decision.ordinal("d" + i, List.of(0, 1, 2)));
    }
    for (int i = 0; i < 6; i++) {
      decisions.add(Decision.ordinal("w" + i, List.of(0, 1, 2)));
    }
    List<String> expansions = List.of("0.2", "0.25", "0.35");
    List<List<Condition>> convolutions = new ArrayList<>();
    convolutions.add(List.of());
    convolutions.add(List.of());
    convolutions.add(List.of(new Condition("d0", List.of("2"))));
    int block = 0;
    for (int stage = 0; stage < BASE_DEPTHS.length; stage++) {
      for (int k = 0; k < BASE_DEPTHS[stage] + MOST_EXTRA; k++) {
        List<Condition> active = blockConditions(stage, k - BASE_DEPTHS[stage]);
        decisions.add(new Decision("e" + block++, Decision.Kind.ORDINAL, expansions, active));
        convolutions.addAll(java.util.Collections.nCopies(k == 0 ? 4 : 3, active));
      }
    }
    for (int i = 0; i < convolutions.size(); i++) {
      Decision bits = Decision.categorical("q" + i, List.of("8", "32"));
      Decision mode = Decision.categorical("m" + i, List.of("symmetric", "asymmetric"));
      Condition[] active = convolutions.get(i).toArray(Condition[]::new);
      decisions.add(bits.when(active));
      decisions.add(mode.when(new Condition("q" + i, List.of("8"))));
    }
    Map<String, String> names =
        Map.of("d", "d", "e", "e", "w", "w", "q_bits", "q", "q_weights_mode", "m");
    return load(
        "results_ofa_resnet50_quant.csv.gz",
        SearchSpace.of(decisions),
        names,
        Map.of("accuracy", 4, "latency", 2));
  }

  private static List<Condition> blockConditions(int stage, int extra) {
    if (extra < 0) {
      return List.of();
    }
    List<String> deepEnough =
        IntStream.rangeClosed(extra + 1, MOST_EXTRA).mapToObj(String::valueOf).toList();
    return List.of(new Condition("d" + (stage + 1), deepEnough));
  }

  /** BERT-base sub-networks: the number of layers gates what belongs to the layers. */
  static RecordedRows bert() {
    List<Decision> decisions = new ArrayList<>();
    decisions.add(Decision.ordinal("num_layers0", List.of(6, 7, 8, 9, 10, 11, 12)));
    for (int i = 0; i < 12; i++) {
      List<String> deepEnough =
          IntStream.rangeClosed(Math.max(6, i + 1), 12).mapToObj(String::valueOf).toList();
      Condition active = new Condition("num_layers0", deepEnough);
      decisions.add(Decision.ordinal("heads" + i, List.of(6, 8, 10, 12)).when(active));
      decisions.add(Decision.ordinal("inner" + i, List.of(1024, 2048, 3072)).when(active));
    }
    Map<String, String> names =
        Map.of(
            "num_layers", "num_layers",
            "num_attention_heads", "heads",
            "intermediate_size", "inner");
    return load(
        "results_bertbase_sst2_macs.csv.gz",
        SearchSpace.of(decisions),
        names,
        Map.of("accuracy", 2, "macs", 1));
  }

  private static RecordedRows load(
      String file, SearchSpace space, Map<String, String> names, Map<String, Integer> columns) {
    List<Candidate> candidates = new ArrayList<>();
    Map<String, List<Double>> labels = new TreeMap<>();
    columns.keySet().forEach(name -> labels.put(name, new ArrayList<>()));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(folder().resolve(file))),
                StandardCharsets.UTF_8))) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int quote = line.lastIndexOf('"');
        if (quote < 0) {
          continue;
        }
        candidates.add(candidate(space, names, line.substring(1, quote)));
        String[] cells = line.substring(quote + 2).split(",", -1);
        columns.forEach((name, column) -> labels.get(name).add(Double.valueOf(cells[column - 0])));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RecordedRows(space, candidates, labels);
  }

  private static Candidate candidate(SearchSpace space, Map<String, String> names, String text) {
    Map<String, String> all = new TreeMap<>();
    Matcher matcher = LIST.matcher(text);
    while (matcher.find()) {
      String prefix = names.get(matcher.group(1));
      if (prefix != null) {
        String[] values = matcher.group(2).replace("'", "").split(", *", -1);
        for (int i = 0; i < values.length; i++) {
          all.put(prefix + i, values[i]);
        }
      }
    }
    int[] genome =
        space.decisions().stream()
            .mapToInt(d -> Math.max(0, d.values().indexOf(all.get(d.name()))))
            .toArray();
    return space.candidate(genome);
  }

  double[][] rows(Features features) {
    return candidates.stream().map(features::of).toArray(double[][]::new);
  }

  static double[] pick(double[] values, int[] which) {
    return Arrays.stream(which).mapToDouble(i -> values[i]).toArray();
  }

  static double[][] pick(double[][] rows, int[] which) {
    return Arrays.stream(which).mapToObj(i -> rows[i]).toArray(double[][]::new);
  }

  private static Path folder() {
    String data = System.getProperty("quarry.data", System.getenv("QUARRY_DATA"));
    return Path.of(data == null ? "../../shared/data" : data, "simqnas-logs");
  }
}
