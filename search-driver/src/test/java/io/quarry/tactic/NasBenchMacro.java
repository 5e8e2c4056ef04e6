package io.quarry.tactic;

import io.quarry.objective.Objective;
import io.quarry.objective.Objective.Direction;
import io.quarry.objective.Scores;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.pareto.Hypervolume;
import io.quarry.pareto.ParetoFront;
import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * NAS-Bench-Macro (Su et al. 2021): all 3⁸ networks of eight blocks, each trained on CIFAR-10, with
 * mean accuracy (%) and FLOPs.
 */
final class NasBenchMacro {
  static final List<Objective> OBJECTIVES =
      List.of(
          new Objective("accuracy", "accuracy_percent", "%", Direction.MAXIMIZE),
          Objective.minimize("flops", "flops", ""));

  private static final int BLOCKS = 8;

  private final Map<String, Scores> table;
  private final Hypervolume hypervolume;
  private final double exactHypervolume;

  private NasBenchMacro(Map<String, Scores> table) {
    this.table = table;
    this.hypervolume =
        Hypervolume.of(reference().stream().mapToDouble(Double::doubleValue).toArray());
    this.exactHypervolume = hypervolume.volume(values(table.values()));
  }

  static boolean isPresent() {
    return Files.isDirectory(folder());
  }

  static NasBenchMacro load() throws IOException {
    try (Stream<String> lines = Files.lines(folder().resolve("nas-bench-macro_cifar10.csv"))) {
      return new NasBenchMacro(
          lines
              .skip(1)
              .map(line -> line.split(",", -1))
              .collect(Collectors.toMap(cells -> cells[0], NasBenchMacro::scores)));
    }
  }

  private static Scores scores(String[] cells) {
    return Scores.of(
        Map.of("accuracy", Double.valueOf(cells[5]), "flops", Double.valueOf(cells[8])));
  }

  static SearchSpace space() {
    return SearchSpace.of(
        IntStream.range(0, BLOCKS)
            .mapToObj(i -> Decision.categorical("block" + i, List.of("0", "1", "2")))
            .toList());
  }

  /** The objectives' values of the exact front as the data's authors list it, minimised. */
  static double[][] publishedFront() throws IOException {
    try (Stream<String> lines = Files.lines(folder().resolve("pareto_acc_flops.csv"))) {
      return lines
          .skip(1)
          .map(line -> line.split(",", -1))
          .map(cells -> new double[] {-Double.parseDouble(cells[2]), Double.parseDouble(cells[1])})
          .toArray(double[][]::new);
    }
  }

  int size() {
    return table.size();
  }

  Outcome evaluate(Candidate candidate) {
    return new Measurement(candidate, scores(candidate), Outcomes.PROVENANCE);
  }

  Scores scores(Candidate candidate) {
    return table.get(
        IntStream.range(0, BLOCKS)
            .mapToObj(i -> candidate.value("block" + i))
            .collect(Collectors.joining()));
  }

  /** The worst of the table, minimised, objective by objective. */
  List<Double> reference() {
    double[][] values = values(table.values());
    return IntStream.range(0, 2)
        .mapToObj(i -> Stream.of(values).mapToDouble(v -> v[i]).max().orElseThrow())
        .toList();
  }

  /** The hypervolume of minimised values with the worst of the table as reference. */
  double hypervolume(List<double[]> points) {
    return hypervolume.volume(points.toArray(double[][]::new));
  }

  /** The distinct points of the exact front. */
  List<List<Double>> exactFront() {
    double[][] all = values(table.values());
    return Stream.of(all)
        .filter(p -> Stream.of(all).noneMatch(q -> ParetoFront.dominates(q, p)))
        .map(p -> List.of(p[0], p[1]))
        .distinct()
        .toList();
  }

  double exactHypervolume() {
    return exactHypervolume;
  }

  private static double[][] values(Collection<Scores> scores) {
    return scores.stream().map(s -> s.canonical(OBJECTIVES)).toArray(double[][]::new);
  }

  private static Path folder() {
    String data = System.getProperty("quarry.data", System.getenv("QUARRY_DATA"));
    return Path.of(data == null ? "../../shared/data" : data, "nas-bench-macro");
  }
}
