package io.quarry.config;

import com.typesafe.config.ConfigObject;
import io.quarry.arch.BlockType;
import io.quarry.arch.Stage;
import io.quarry.data.CifarBinary;
import io.quarry.data.DataSource;
import io.quarry.data.Glyphs;
import io.quarry.data.Idx;
import io.quarry.data.ImageFolder;
import io.quarry.data.SplitSizes;
import io.quarry.latency.Protocol;
import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.problem.InputException;
import io.quarry.quantize.Calibrator;
import io.quarry.quantize.Granularity;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.MinMax;
import io.quarry.quantize.PolicySettings;
import io.quarry.tactic.LinasSettings;
import io.quarry.tactic.Nsga2Settings;
import io.quarry.tactic.Pace;
import io.quarry.train.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From merged HOCON to records; collects every problem before it gives up. */
final class ConfigParser {
  private static final Predicate<String> NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*").asMatchPredicate();

  private static final SortedMap<String, BlockType> BLOCKS =
      labels(BlockType.values(), BlockType::label);
  private static final SortedMap<String, Function<Section, DataSource>> SOURCES =
      new TreeMap<>(
          Map.of(
              "glyphs",
              ConfigParser::glyphs,
              "idx",
              data -> new Idx(data.anyText("directory")),
              "cifar-binary",
              data -> new CifarBinary(data.text("directory")),
              "image-folder",
              ConfigParser::imageFolder));

  private ConfigParser() {}

  static SearchConfig parse(ConfigObject merged, List<Objective> known, ConfigFiles files) {
    Problems problems = new Problems();
    SearchConfig config;
    try {
      config = read(new Section(merged, "", problems), problems, known, files);
    } catch (IllegalArgumentException | InputException e) {
      // A rule that a value's own type keeps, on several keys together.
      problems.add(merged.origin(), e.getMessage());
      throw problems.exception();
    }
    problems.throwIfAny();
    return config;
  }

  private static SearchConfig read(
      Section root, Problems problems, List<Objective> known, ConfigFiles files) {
    List<Objective> measured = new ArrayList<>(known);
    List<String> custom = root.anyConverted("custom-objectives", name -> custom(name, measured));
    List<Objective> objectives =
        root.choices("objectives", labels(measured.toArray(Objective[]::new), Objective::name));
    List<Constraint> constraints = constraints(root, measured);
    String name =
        root.parsed(
            "name", "a text of letters, digits, dots and dashes", ConfigParser::name, "run");
    long seed = root.integer("seed", Interval.any());
    DataSettings data = data(root.section("data"));
    int before = problems.count();
    SupernetSettings supernet =
        SpaceParser.narrowed(root, supernet(root.section("supernet")), problems, files);
    PolicySettings policy = policy(root.section("policy"), files);
    RecipeParser.requireDeployable(root, supernet.recipe(), policy);
    boolean sound = problems.count() == before && SpaceParser.isLegal(root, supernet, policy);
    SearchConfig config =
        new SearchConfig(
            name,
            seed,
            objectives,
            constraints,
            custom,
            data,
            supernet,
            policy,
            SpaceParser.read(root, supernet, policy, sound),
            search(root, objectives, known),
            latency(root.section("latency")),
            execution(root.section("execution")),
            HyperspaceParser.read(root, supernet.recipe()));
    root.rejectUnknown();
    if (config.isTimed()) {
      requireTimed(root, policy);
    }
    return config;
  }

  private static void requireTimed(Section root, PolicySettings policy) {
    try {
      policy.requireTimed();
    } catch (InputException e) {
      root.refuse("objectives", e);
    }
  }

  static Optional<String> name(String text) {
    return Optional.of(text).filter(NAME);
  }

  /** Loads a class, only to see that it can be, and adds its objective to those measured. */
  private static String custom(String className, List<Objective> measured) {
    measured.add(CustomObjectives.load(className, measured).objective());
    return className;
  }

  private static List<Constraint> constraints(Section root, List<Objective> measured) {
    List<Constraint> constraints =
        root.anyConverted("constraints", text -> Constraint.parse(text, measured));
    for (Constraint a : constraints) {
      for (Constraint b : constraints) {
        if (a.excludes(b)) {
          root.refuse(
              "constraints",
              "possible together, which %s and %s are not".formatted(a.text(), b.text()));
        }
      }
    }
    return constraints;
  }

  private static DataSettings data(Section data) {
    DataSource source = data.choice("kind", SOURCES, ConfigParser::unknownSource).apply(data);
    Section sizes = data.section("splits");
    Interval positive = Interval.atLeast(1);
    SplitSizes splits =
        new SplitSizes(
            sizes.count("train", positive),
            sizes.count("calibration", positive),
            sizes.count("validation", positive),
            sizes.count("test", positive));
    sizes.rejectUnknown();
    data.rejectUnknown();
    return new DataSettings(source, splits);
  }

  /** Stands in where the kind itself is wrong: no key of the section can be judged then. */
  private static DataSource unknownSource(Section data) {
    data.acceptRest();
    return new Idx("-");
  }

  private static DataSource glyphs(Section data) {
    return new Glyphs(
        data.count("classes", Interval.closed(2, 16)),
        data.count("size-pixels", Interval.closed(8, 256)),
        data.number("rotation-degrees", Interval.closed(0, 180)),
        data.number("scale-spread", Interval.closed(0, 0.9)),
        data.number("shear", Interval.closed(0, 2)),
        data.number("shift", Interval.closed(0, 0.5)),
        data.number("wobble", Interval.closed(0, 1)),
        data.number("noise", Interval.closed(0, 1)),
        data.count("distractors", Interval.closed(0, 20)));
  }

  private static DataSource imageFolder(Section data) {
    return new ImageFolder(data.text("path"), data.count("size-pixels", Interval.closed(0, 4096)));
  }

  private static SupernetSettings supernet(Section supernet) {
    Section stem = supernet.section("stem");
    List<Integer> widths = stem.ascending("widths", Interval.atLeast(1));
    int stride = stem.count("stride", Interval.closed(1, 2));
    stem.rejectUnknown();
    List<Stage> stages = supernet.sections("stages").stream().map(ConfigParser::stage).toList();
    Recipe recipe = RecipeParser.read(supernet.section("recipe"));
    supernet.rejectUnknown();
    return new SupernetSettings(widths, stride, stages, recipe);
  }

  private static Stage stage(Section stage) {
    List<BlockType> blocks = stage.choices("blocks", BLOCKS);
    Stage read =
        new Stage(
            blocks,
            stage.ascending("depths", Interval.atLeast(1)),
            stage.ascending("widths", Interval.atLeast(1)),
            stage.ascending("kernels", Interval.atLeast(1)),
            expansions(stage, blocks),
            stage.count("stride", Interval.closed(1, 2)));
    if (read.kernels().stream().anyMatch(kernel -> kernel % 2 == 0)) {
      stage.refuse("kernels", "odd numbers");
    }
    stage.rejectUnknown();
    return read;
  }

  private static List<Integer> expansions(Section stage, List<BlockType> blocks) {
    if (blocks.stream().anyMatch(BlockType::hasExpansion)) {
      return stage.ascending("expansions", Interval.atLeast(1));
    }
    if (stage.has("expansions")) {
      stage.refuse("expansions", "left out, for no block type here has an expansion");
    }
    return List.of();
  }

  private static PolicySettings policy(Section policy, ConfigFiles files) {
    PolicySettings read =
        new PolicySettings(
            policy.allConverted("formats", ConfigParser::formats, "float32"),
            policy.converted("first-layer", ConfigParser::pin, PolicySettings.FREE),
            policy.converted("last-layer", ConfigParser::pin, PolicySettings.FREE),
            policy.converted("weight-granularity", Granularity::parse, Granularity.TENSOR),
            policy.converted("weight-calibrator", Calibrator::parse, new MinMax()),
            policy.converted("activation-calibrator", Calibrator::parse, new MinMax()),
            TargetParser.read(policy, files));
    policy.rejectUnknown();
    return read;
  }

  private static String formats(String text) {
    return LayerFormats.parse(text).text();
  }

  private static String pin(String text) {
    return text.equals(PolicySettings.FREE) ? text : formats(text);
  }

  private static SearchSettings search(
      Section root, List<Objective> objectives, List<Objective> builtIn) {
    Section search = root.section("search");
    boolean isFliqs = search.anyText("tactic").equals(FliqsParser.KEY);
    // Every tactic's section is read whatever the tactic is: a misspelt key must not wait for it.
    SortedMap<String, TacticSettings> tactics = new TreeMap<>();
    for (TacticSettings tactic :
        List.of(
            new TacticSettings.Random(),
            new TacticSettings.Uniform(),
            new TacticSettings.DynasCompat(),
            FliqsParser.read(root, isFliqs),
            nsga2(search),
            linas(search))) {
      tactics.put(tactic.kind(), tactic);
    }
    SearchSettings read =
        new SearchSettings(
            search.choice("tactic", tactics),
            search.count("evaluations", Interval.atLeast(1)),
            search.count("batch", Interval.atLeast(1)),
            search.numbers("reference-point"),
            search.choice("mode", labels(Pace.values(), ConfigText::label)),
            ScheduleParser.patience(search),
            ScheduleParser.budget(search),
            ScheduleParser.resume(search));
    List<String> names = objectives.stream().map(Objective::name).sorted().toList();
    SortedMap<String, Double> point = read.referencePoint();
    if (!point.isEmpty() && !List.copyOf(point.keySet()).equals(names)) {
      search.refuse("reference-point", "empty or give a value to each of " + names);
    }
    if (point.isEmpty() && !builtIn.containsAll(objectives)) {
      search.refuse(
          "reference-point",
          "given, for nobody knows the worst of a custom objective: a value to each of " + names);
    }
    search.rejectUnknown();
    return read;
  }

  private static TacticSettings nsga2(Section search) {
    Section nsga2 = search.section("nsga2");
    TacticSettings read =
        new TacticSettings.Nsga2(
            new Nsga2Settings(
                nsga2.count("population", Interval.atLeast(2)),
                nsga2.number("crossover-probability", Interval.closed(0, 1)),
                nsga2.numberOr(
                    "mutation-probability",
                    Interval.closed(0, 1),
                    ConfigText.AUTO,
                    Nsga2Settings.AUTO)),
            nsga2.flag("uniform-start"));
    nsga2.rejectUnknown();
    return read;
  }

  private static TacticSettings linas(Section search) {
    Section linas = search.section("linas");
    int leastBatch = linas.count("least-batch", Interval.atLeast(1));
    int mostBatch = linas.count("most-batch", Interval.atLeast(1));
    if (mostBatch < leastBatch) {
      linas.refuse("most-batch", "no less than least-batch = " + leastBatch);
    }
    TacticSettings read =
        new TacticSettings.Linas(
            new LinasSettings(
                linas.count("initial", Interval.atLeast(1)),
                leastBatch,
                Math.max(leastBatch, mostBatch),
                linas.count("predicted-evaluations", Interval.atLeast(1)),
                linas.count("population", Interval.atLeast(2))),
            linas.flag("uniform-start"));
    linas.rejectUnknown();
    return read;
  }

  private static LatencySettings latency(Section latency) {
    LatencySettings read =
        new LatencySettings(
            latency.anyText("host-class"),
            latency.anyText("profile"),
            new Protocol(
                latency.count("batch", Interval.atLeast(1)),
                latency.count("threads", Interval.atLeast(1)),
                latency.number("interval-percent", Interval.above(0)),
                latency.number("cap-ms", Interval.above(0)),
                latency.number("drift-percent", Interval.above(0)),
                latency.count("attempts", Interval.atLeast(1))));
    latency.rejectUnknown();
    return read;
  }

  private static ExecutionSettings execution(Section execution) {
    ExecutionSettings read =
        new ExecutionSettings(
            execution.count("threads-per-slot", Interval.atLeast(1)),
            execution.count("train-threads", Interval.atLeast(0)),
            execution.number("candidate-timeout-s", Interval.above(0)),
            execution.count("executor-losses", Interval.atLeast(2)));
    execution.rejectUnknown();
    return read;
  }

  static <T> SortedMap<String, T> labels(T[] values, Function<T, String> label) {
    return Stream.of(values)
        .collect(Collectors.toMap(label, Function.identity(), (a, b) -> a, TreeMap::new));
  }
}
