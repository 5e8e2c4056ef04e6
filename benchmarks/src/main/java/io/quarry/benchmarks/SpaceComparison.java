package io.quarry.benchmarks;

import io.quarry.api.Run;
import io.quarry.hyperspace.FixedParts;
import io.quarry.hyperspace.Hyperspace;
import io.quarry.hyperspace.QtSettings;
import io.quarry.hyperspace.Rescored;
import io.quarry.hyperspace.SpaceSearch;
import io.quarry.hyperspace.SpaceSettings;
import io.quarry.hyperspace.StageSpace;
import io.quarry.hyperspace.StageTable;
import io.quarry.seed.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a space that was found is worth: the best networks within some latencies of a supernet
 * trained over it, beside the same of the best space whose stages are all of inverted residuals, as
 * the table scores them, and of random spaces of the same hyperspace. Every supernet is trained by
 * the same recipe, and every search pays for as many evaluations.
 *
 * <p>Arguments: a configuration; {@code table=DIR} of the space run; {@code latencies=} constraints
 * in milliseconds, under which spaces were scored together; {@code found=} the space found, as
 * {@code fused:8-16,inverted:16-32}, else the table's best of a search here; {@code random=5};
 * {@code seeds=1,2}; {@code kinds=} those to run, by the beginnings of their names; {@code
 * runs=DIR}; then settings {@code key=value}. Prints CSV, a row for each seed, space and
 * constraint: the point of the front within it that has the least validation error, and its test
 * error; then, where all kinds ran, what the found space gains: in points of test error within
 * equal latency, and as times faster than the fastest of its front with no more validation error.
 * What is in the directory is not paid again.
 */
public final class SpaceComparison {
  private static final int DRAWN = 1000;

  private SpaceComparison() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    Arguments given =
        Arguments.of(
            arguments,
            Map.of(
                "table", "",
                "latencies", "",
                "found", "",
                "random", "5",
                "seeds", "1,2",
                "kinds", "",
                "runs", "runs"));
    try (SparkSession spark = SparkSession.builder().master("local[1]").getOrCreate()) {
      new Comparison(spark, given).print();
    }
  }

  /** A network of a front. */
  private record Point(double latencyMs, double validation, double test) {
    static Point of(Row row) {
      return new Point(
          row.getAs("latency_ms"),
          row.getAs("top1_error_percent"),
          row.getAs("test_top1_error_percent"));
    }
  }

  /** A space, what it is here, and the front of its search. */
  private record Searched(String kind, StageSpace space, List<Point> front) {
    Optional<Point> within(double latencyMs) {
      return front.stream()
          .filter(point -> point.latencyMs <= latencyMs)
          .min(Comparator.comparingDouble(Point::validation));
    }

    /** The fastest that is as accurate on the validation split. */
    Optional<Point> asAccurateAs(Point other) {
      return front.stream()
          .filter(point -> point.validation <= other.validation)
          .min(Comparator.comparingDouble(Point::latencyMs));
    }
  }

  private static final class Comparison {
    private final SparkSession spark;
    private final Arguments given;
    private final List<Double> latenciesMs;
    private final Hyperspace hyperspace;
    private final SpaceSearch search;

    Comparison(SparkSession spark, Arguments given) {
      this.spark = spark;
      this.given = given;
      this.latenciesMs = given.numbers("latencies");
      StageTable table =
          StageTable.load(Path.of(given.option("table")), FixedParts.parse(List.of()));
      this.hyperspace = table.hyperspace();
      SpaceSettings settings =
          new SpaceSettings(
              latenciesMs,
              SpaceSettings.Tactic.AGING,
              500,
              20_000,
              new QtSettings(100_000, 50, 0.08, 0.01),
              50,
              12);
      this.search = new SpaceSearch(table, settings, 1);
    }

    void print() throws IOException {
      StageSpace found =
          given.option("found").isEmpty()
              ? search
                  .run(1, 0, List.of(), SpaceEnumeration.silent(), () -> false)
                  .best()
                  .winner()
                  .space()
              : hyperspace.parse(given.option("found"));
      StageSpace inverted = best(ofType("inverted"));
      System.out.println("seed,kind,space,constraint_ms,latency_ms,validation_error,test_error");
      List<List<Searched>> all = new ArrayList<>();
      for (String seed : given.list("seeds")) {
        List<Searched> ofSeed = new ArrayList<>();
        add("found", found, seed, ofSeed);
        add("inverted", inverted, seed, ofSeed);
        int number = 0;
        for (StageSpace random : random(found, Long.parseLong(seed))) {
          add("random" + ++number, random, seed, ofSeed);
        }
        all.add(ofSeed);
      }
      if (given.list("kinds").isEmpty()) {
        printGains(all);
      }
    }

    private void add(String kind, StageSpace space, String seed, List<Searched> to)
        throws IOException {
      List<String> wanted = given.list("kinds");
      if (!wanted.isEmpty() && wanted.stream().noneMatch(kind::startsWith)) {
        return;
      }
      String name = "%s-%s".formatted(kind, seed);
      Path file = Files.createTempFile("space", ".conf");
      Files.writeString(file, hyperspace.restriction(space));
      Run run =
          given.search(
              spark,
              List.of(
                  "seed=" + seed,
                  "name=" + name,
                  "objectives=[top1-error,latency-ms]",
                  "space.restrict=" + file));
      Files.delete(file);
      List<Point> front = run.front().collectAsList().stream().map(Point::of).toList();
      Searched searched = new Searched(kind, space, front);
      to.add(searched);
      for (double ms : latenciesMs) {
        String start =
            "%s,%s,%s,%s".formatted(seed, kind, hyperspace.text(space).replace(',', ' '), ms);
        System.out.println(
            searched
                .within(ms)
                .map(
                    p ->
                        String.format(
                            Locale.ROOT,
                            "%s,%.5f,%.2f,%.2f",
                            start,
                            p.latencyMs(),
                            p.validation(),
                            p.test()))
                .orElse(start + ",,,"));
      }
    }

    private void printGains(List<List<Searched>> all) {
      System.out.println("against,constraint_ms,points_of_test_error,times_faster");
      for (double ms : latenciesMs) {
        printGain("inverted", ms, all);
        printGain("random", ms, all);
      }
    }

    /** Means over seeds, of random spaces of their median. */
    private static void printGain(String kind, double ms, List<List<Searched>> all) {
      List<Double> points = new ArrayList<>();
      List<Double> ratios = new ArrayList<>();
      for (List<Searched> ofSeed : all) {
        Searched found =
            ofSeed.stream().filter(one -> one.kind.equals("found")).findFirst().orElseThrow();
        double test = found.within(ms).map(Point::test).orElse(Double.NaN);
        List<Point> others =
            ofSeed.stream()
                .filter(one -> one.kind.startsWith(kind))
                .flatMap(one -> one.within(ms).stream())
                .toList();
        points.add(median(others.stream().map(other -> other.test - test)));
        ratios.add(
            median(
                others.stream()
                    .map(
                        other ->
                            found
                                .asAccurateAs(other)
                                .map(one -> other.latencyMs / one.latencyMs)
                                .orElse(0.0))));
      }
      System.out.printf(
          Locale.ROOT,
          "%s,%s,%.2f,%.2f%n",
          kind,
          ms,
          points.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN),
          ratios.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN));
    }

    private static double median(Stream<Double> values) {
      double[] sorted = values.mapToDouble(Double::doubleValue).sorted().toArray();
      int middle = sorted.length / 2;
      if (sorted.length == 0) {
        return Double.NaN;
      }
      return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Whatever the constraints are, the spaces with one block type in all stages. */
    private List<StageSpace> ofType(String type) {
      return hyperspace.all().stream()
          .filter(
              space ->
                  Arrays.stream(hyperspace.text(space).split(",", -1))
                      .allMatch(stage -> stage.startsWith(type + ":")))
          .toList();
    }

    private StageSpace best(List<StageSpace> spaces) {
      return search.run(1, 0, spaces, SpaceEnumeration.silent(), () -> false).given().stream()
          .max(Comparator.comparingDouble(Rescored::score))
          .orElseThrow()
          .space();
    }

    private List<StageSpace> random(StageSpace found, long seed) {
      RandomGenerator random = new Seeds(seed).child("random-spaces").generator();
      Set<StageSpace> drawn = new LinkedHashSet<>();
      for (int i = 0; i < DRAWN && drawn.size() < given.count("random"); i++) {
        StageSpace space = hyperspace.draw(random);
        if (!space.equals(found)) {
          drawn.add(space);
        }
      }
      return List.copyOf(drawn);
    }
  }
}
