package io.quarry.benchmarks;

import io.quarry.api.Run;
import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.Network;
import io.quarry.config.SearchConfig;
import io.quarry.data.Task;
import io.quarry.quantize.Policy;
import io.quarry.report.Runs;
import io.quarry.score.Costs;
import io.quarry.score.SupernetScorer;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import io.quarry.train.Checkpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * FLIQS against what costs as many bit operations, on one quantization-aware supernet a seed.
 *
 * <p>For each target, of the largest network: the uniform format that keeps it, and random policies
 * of nine tenths of it to all of it, as the supernet has them, and each trained on as long as FLIQS
 * trains; what NSGA-II finds, over formats alone and jointly; FLIQS in its hardware formats (S), in
 * all of the policy's (L), and jointly with architectures.
 *
 * <p>Arguments: a configuration whose recipe trains for the policy's formats; {@code runs=DIR};
 * {@code seeds=1,2,3}; {@code targets=} uniform formats whose cost is a target, or shares of the
 * cost of one, {@code int2*1.3,int3,int4}; {@code formats=} all that are searched (L), else the
 * policy's; {@code hardware=} those of S; {@code random=} policies a target; {@code methods=} those
 * to run, by the beginnings of their names; {@code joint=key=value;…} and {@code fliqs=…}, more
 * settings of those runs; then settings {@code key=value}. Prints CSV, a row for each seed, method
 * and target: 10^6 bit operations, errors in percent on the validation split and the test split.
 * What is in the directory is not paid again.
 */
public final class FliqsBenchmark {
  private static final double MEGA = 1e6;
  private static final double GIGA = 1e9;
  private static final int MOST_DRAWN = 5_000_000;

  private FliqsBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    Arguments given =
        Arguments.of(
            arguments,
            Map.of(
                "runs", "runs",
                "seeds", "1,2,3",
                "targets", "",
                "formats", "",
                "hardware", "",
                "random", "2",
                "methods", "",
                "fliqs", "",
                "joint", ""));
    try (SparkSession spark = SparkSession.builder().master("local[1]").getOrCreate()) {
      System.out.println("seed,method,target,target_mbops,mbops,validation_error,test_error");
      for (String seed : given.list("seeds")) {
        new OneSeed(spark, given, "seed=" + seed).print();
      }
    }
  }

  /** What a method came to. */
  private record Point(double bops, double validation, double test) {}

  /** One seed. */
  private static final class OneSeed {
    private final SparkSession spark;
    private final Arguments given;
    private final String seed;
    private final SearchConfig config;
    private final Task task;
    private final ElasticConvNet net;
    private final SearchSpace space;
    private final List<String> formats;
    private final Candidate largest;

    OneSeed(SparkSession spark, Arguments given, String seed) {
      this.spark = spark;
      this.given = given;
      this.seed = seed;
      this.config = given.config(List.of(seed));
      this.task =
          config
              .data()
              .source()
              .load(config.data().splits(), new Seeds(config.seed()).child("data"));
      this.net = new ElasticConvNet(config.supernet().family(), task.shape(), task.classes());
      this.space = config.searchSpace();
      this.formats = texts(given.option("formats"));
      this.largest = net.largest(space).restrictedTo(decision -> !Policy.isDecision(decision));
    }

    void print() throws IOException {
      // The cheapest search that trains the supernet.
      search(
          List.of(
              "search.tactic=uniform",
              "space.restrict=" + restriction(largest.values(), List.of(formats.get(0)))));
      SupernetScorer scorer = scorer();
      for (String target : given.list("targets")) {
        double bops = bops(target);
        Candidate uniform = uniformWithin(bops);
        print("uniform", target, bops, score(scorer, uniform));
        print("uniform-tuned", target, bops, tuned(uniform));
        for (int i = 0; i < given.count("random"); i++) {
          Candidate random = random(bops, new Seeds(config.seed()).child("random", i).generator());
          print("random", target, bops, score(scorer, random));
          print("random-tuned", target, bops, tuned(random));
        }
        print("nsga2-formats", target, bops, nsga2(bops, largest.values()));
        print("nsga2-joint", target, bops, nsga2(bops, Map.of()));
        print("fliqs-s", target, bops, fliqs(bops, texts(given.option("hardware")), "largest"));
        print("fliqs-l", target, bops, fliqs(bops, formats, "largest"));
        print("fliqs-joint", target, bops, fliqs(bops, formats, "joint"));
        print("fliqs-l-no-entropy", target, bops, control(bops, "fliqs.entropy-weight=0"));
        print("fliqs-l-no-cost", target, bops, control(bops, "fliqs.beta=0"));
      }
    }

    private void print(String method, String target, double bops, Lazy<Point> point)
        throws IOException {
      String wanted = given.option("methods");
      if (!wanted.isEmpty() && Arrays.stream(wanted.split(",", -1)).noneMatch(method::startsWith)) {
        return;
      }
      Point found = point.get();
      System.out.printf(
          Locale.ROOT,
          "%d,%s,%s,%.2f,%.2f,%.2f,%.2f%n",
          config.seed(),
          method,
          target,
          bops / MEGA,
          found.bops / MEGA,
          found.validation,
          found.test);
    }

    /** A target: the cost of a uniform format, perhaps times a number. */
    private double bops(String target) {
      String[] parts = target.split("\\*", -1);
      double factor = parts.length > 1 ? Double.parseDouble(parts[1]) : 1;
      return factor * bops(uniform(parts[0]));
    }

    private double bops(Candidate candidate) {
      Network network = net.network(candidate);
      return Costs.of(
              network,
              config.policy().policy(candidate, network),
              config.policy().weightGranularity())
          .bops();
    }

    private Candidate uniform(String format) {
      String text = text(format, config.policy().formats());
      int[] genome = new int[space.dimension()];
      for (int i = 0; i < genome.length; i++) {
        Decision decision = space.decisions().get(i);
        String value =
            Policy.isDecision(decision.name())
                ? text
                : largest.values().getOrDefault(decision.name(), decision.values().get(0));
        genome[i] = decision.values().indexOf(value);
      }
      return space.candidate(genome);
    }

    private Candidate uniformWithin(double bops) {
      return formats.stream()
          .map(format -> uniform(format.split("/", -1)[0]))
          .filter(candidate -> bops(candidate) <= bops)
          .max(Comparator.comparingDouble(this::bops))
          .orElseThrow();
    }

    private Candidate random(double bops, RandomGenerator random) {
      Map<String, List<String>> allowed =
          largest.values().entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
      allowed.put("format", formats);
      SearchSpace policies = space.restrict(allowed);
      for (int i = 0; i < MOST_DRAWN; i++) {
        Candidate drawn = policies.sample(random);
        double cost = bops(drawn);
        if (cost <= bops && cost >= 0.9 * bops) {
          return drawn;
        }
      }
      throw new IllegalStateException("No random policy costs " + bops);
    }

    private Lazy<Point> score(SupernetScorer scorer, Candidate candidate) {
      return () -> {
        byte[] model = scorer.model(candidate);
        return new Point(
            bops(candidate),
            scorer.accuracy(model, task.validation()).top1ErrorPercent(),
            scorer.accuracy(model, task.test()).top1ErrorPercent());
      };
    }

    /** The candidate trained on alone as long as FLIQS trains, which then has nothing to decide. */
    private Lazy<Point> tuned(Candidate candidate) {
      double bops = bops(candidate);
      return () ->
          best(fliqs(bops, "largest", restriction(candidate.values(), List.of()), ""), bops).get();
    }

    private Lazy<Point> fliqs(double bops, List<String> formats, String architectures) {
      String more = given.option(architectures.equals("joint") ? "joint" : "fliqs");
      String allowed = restriction(Map.of(), formats);
      return () -> best(fliqs(bops, architectures, allowed, more), bops).get();
    }

    private Lazy<Point> control(double bops, String setting) {
      String allowed = restriction(Map.of(), formats);
      return () -> best(fliqs(bops, "largest", allowed, setting), bops).get();
    }

    private Run fliqs(double bops, String architectures, String restriction, String more) {
      List<String> all = new ArrayList<>();
      all.add("search.tactic=fliqs");
      all.add("space.restrict=" + restriction);
      all.add("fliqs.target.gbops=" + bops / GIGA);
      all.add("fliqs.architectures=" + architectures);
      Arrays.stream(more.split(";", -1)).filter(one -> !one.isEmpty()).forEach(all::add);
      return search(all);
    }

    private Lazy<Point> nsga2(double bops, Map<String, String> fixed) {
      String restriction = "space.restrict=" + restriction(fixed, formats);
      return () -> best(search(List.of("search.tactic=nsga2", restriction)), bops).get();
    }

    private Run search(List<String> more) {
      List<String> all = new ArrayList<>(more);
      all.add(seed);
      all.add("objectives=[top1-error, bops]");
      return given.search(spark, all);
    }

    /** The most accurate of a front that keeps the target; where none does, the cheapest. */
    private static Lazy<Point> best(Run run, double bops) {
      return () -> {
        List<Row> front = run.front().collectAsList();
        Row best =
            front.stream()
                .filter(row -> row.<Double>getAs("bops") <= bops)
                .min(Comparator.comparingDouble(row -> row.getAs("top1_error_percent")))
                .or(() -> front.stream().min(Comparator.comparingDouble(row -> row.getAs("bops"))))
                .orElseThrow();
        return new Point(
            best.getAs("bops"),
            best.getAs("top1_error_percent"),
            best.getAs("test_top1_error_percent"));
      };
    }

    private SupernetScorer scorer() throws IOException {
      Checkpoint checkpoint =
          KeptSupernets.of(given.option("runs")).read(Runs.supernetFile(config));
      return new SupernetScorer(net, checkpoint, config.policy(), task, 1);
    }

    /** Formats by their names' beginnings; all of the policy's where none is named. */
    private List<String> texts(String names) {
      List<String> all = config.policy().formats();
      return names.isEmpty()
          ? all
          : Arrays.stream(names.split(",", -1)).map(name -> text(name, all)).toList();
    }

    private static String text(String name, List<String> all) {
      return all.stream()
          .filter(one -> one.split("/", -1)[0].equals(name))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException(name + " is none of " + all));
    }

    private static String restriction(Map<String, String> values, List<String> formats) {
      List<String> all = new ArrayList<>();
      if (!formats.isEmpty()) {
        all.add("format = [\"%s\"]".formatted(String.join("\", \"", formats)));
      }
      values.forEach((decision, value) -> all.add("\"%s\" = [\"%s\"]".formatted(decision, value)));
      return "{%s}".formatted(String.join(", ", all));
    }
  }

  /** A value that is paid for when it is asked for. */
  private interface Lazy<T> {
    T get() throws IOException;
  }
}
