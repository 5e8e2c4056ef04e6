package io.quarry.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
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
import io.quarry.quantize.PolicySettings;
import io.quarry.quantize.Target;
import io.quarry.tactic.LinasSettings;
import io.quarry.tactic.Nsga2Settings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Configurations as text: keys in alphabetical order, the inverse of {@link ConfigParser}. */
final class ConfigText {
  static final ConfigRenderOptions CONCISE = ConfigRenderOptions.concise();
  static final Set<String> DECIDES_RESULTS =
      Set.of(
          "seed",
          "objectives",
          "constraints",
          "custom-objectives",
          "data",
          "supernet",
          "policy",
          "space",
          "search",
          FliqsParser.KEY,
          "latency");
  static final Set<String> DECIDES_SUPERNET = Set.of("seed", "data", "supernet");

  /** Where training is quantization-aware: what says which formats a layer may have. */
  static final Set<String> DECIDES_AWARE_SUPERNET = Set.of("seed", "data", "supernet", "policy");

  /** Where it is searched while it trains. */
  static final Set<String> DECIDES_SEARCHED_SUPERNET =
      Set.of("seed", "data", "supernet", "policy", "space", FliqsParser.KEY);

  static final Set<String> DECIDES_DATA = Set.of("seed", "data");

  /**
   * What decides the scores of a candidate, beside the supernet's weights and the images, which
   * have hashes of their own: how numbers are brought into formats, which layers have the formats
   * of others, and what the user measures. That a candidate is in the space has to be looked at
   * besides; formats, pins and restrictions decide nothing else.
   */
  private static final List<String> DECIDES_SCORES =
      List.of(
          "policy.weight-granularity",
          "policy.weight-calibrator",
          "policy.activation-calibrator",
          "policy.target.agree",
          "custom-objectives");

  /** What decides the latency of a model on given hosts. */
  private static final List<String> DECIDES_LATENCIES = List.of("latency");

  /**
   * Keys of the search that say how long and from where, but not what is measured in what order.
   */
  private static final List<String> DECIDES_NOTHING = List.of("search.resume", "search.budget");

  /** Instead of a number: it follows from other values. */
  static final String AUTO = "auto";

  private static final ConfigRenderOptions READABLE =
      ConfigRenderOptions.defaults().setJson(false).setOriginComments(false);

  /** What the description of a target says to people alone. */
  private static final List<String> TARGET_REMARKS = List.of("name", "description", "runtime");

  private ConfigText() {}

  static String render(SearchConfig config) {
    return ConfigValueFactory.fromMap(tree(config)).render(READABLE);
  }

  /** With what a search over spaces depends on beside. */
  static String renderHyperspace(SearchConfig config) {
    Map<String, Object> tree = tree(config);
    tree.put("latency", latency(config.latency()));
    tree.put(HyperspaceParser.KEY, HyperspaceParser.tree(config.hyperspace()));
    return ConfigValueFactory.fromMap(tree).render(READABLE);
  }

  /** What decides the losses of stages, as JSON on one line. */
  static String renderDistillation(SearchConfig config) {
    Map<String, Object> decisive = new TreeMap<>();
    decisive.put("supernet", supernet(config.supernet().untrained()));
    decisive.put(
        HyperspaceParser.DISTILLATION,
        HyperspaceParser.distillationTree(config.hyperspace().distillation()));
    SearchConfig teacher = config.teacher();
    if (config.hyperspace().teacher().isEmpty()) {
      decisive.put("teacher", decisive(teacher, decidesSupernet(teacher)).root().unwrapped());
    } else {
      decisive.put("images", decisive(config, DECIDES_DATA).root().unwrapped());
    }
    return ConfigValueFactory.fromMap(decisive).render(CONCISE);
  }

  /** What decides the images and their splits, as JSON on one line. */
  static String renderData(SearchConfig config) {
    Map<String, Object> decisive = tree(config);
    decisive.keySet().retainAll(DECIDES_DATA);
    return ConfigValueFactory.fromMap(decisive).render(CONCISE);
  }

  /** What decides scores and latencies, each as JSON on one line; of equal texts both are equal. */
  static String renderScoring(SearchConfig config) {
    return render(config, DECIDES_SCORES);
  }

  static String renderTiming(SearchConfig config) {
    return render(config, DECIDES_LATENCIES);
  }

  private static String render(SearchConfig config, List<String> paths) {
    Config all = ConfigValueFactory.fromMap(tree(config)).toConfig();
    Config picked = ConfigFactory.empty();
    for (String path : paths) {
      if (all.hasPath(path)) {
        picked = picked.withValue(path, all.getValue(path));
      }
    }
    return picked.root().render(CONCISE);
  }

  static String hash(SearchConfig config, Set<String> keys) {
    return Sha256.of(decisive(config, keys).root().render(CONCISE));
  }

  static List<String> differences(SearchConfig a, SearchConfig b) {
    Map<String, ConfigValue> left = leaves(a);
    Map<String, ConfigValue> right = leaves(b);
    TreeSet<String> keys = new TreeSet<>(left.keySet());
    keys.addAll(right.keySet());
    keys.removeIf(key -> Objects.equals(left.get(key), right.get(key)));
    return List.copyOf(keys);
  }

  private static Map<String, ConfigValue> leaves(SearchConfig config) {
    return decisive(config, DECIDES_RESULTS).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** The keys that decide a supernet that is not searched while it trains. */
  static Set<String> decidesSupernet(SearchConfig config) {
    return config.supernet().recipe().isQuantizationAware()
        ? DECIDES_AWARE_SUPERNET
        : DECIDES_SUPERNET;
  }

  private static Config decisive(SearchConfig config, Set<String> keys) {
    Map<String, Object> tree = tree(config);
    tree.keySet().retainAll(keys);
    if (keys.equals(DECIDES_AWARE_SUPERNET)) {
      Map<String, Object> policy = new TreeMap<>(policy(config.policy()));
      policy.keySet().retainAll(Set.of("first-layer", "last-layer", "target"));
      tree.put("policy", policy);
    }
    Config decisive = ConfigValueFactory.fromMap(tree).toConfig();
    for (String remark : TARGET_REMARKS) {
      decisive = decisive.withoutPath("policy.target." + remark);
    }
    for (String path : DECIDES_NOTHING) {
      decisive = decisive.withoutPath(path);
    }
    return decisive;
  }

  /** The label of an enum's constant: lower case, dashes. */
  static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static SortedMap<String, Object> tree(SearchConfig config) {
    SortedMap<String, Object> tree =
        new TreeMap<>(
            Map.of(
                "name", config.name(),
                "seed", config.seed(),
                "objectives", config.objectives().stream().map(Objective::name).toList(),
                "data", data(config.data()),
                "supernet", supernet(config.supernet()),
                "policy", policy(config.policy()),
                "search", search(config.search()),
                "execution", execution(config.execution())));
    // Left out where empty, so that a run keeps the hash it had before there were such keys.
    if (!config.constraints().isEmpty()) {
      tree.put("constraints", config.constraints().stream().map(Constraint::text).toList());
    }
    if (!config.customObjectives().isEmpty()) {
      tree.put("custom-objectives", config.customObjectives());
    }
    if (config.isTimed()) {
      tree.put("latency", latency(config.latency()));
    }
    if (config.search().tactic() instanceof TacticSettings.Fliqs fliqs) {
      tree.put(FliqsParser.KEY, FliqsParser.tree(fliqs.settings()));
    }
    if (!config.space().restrict().isEmpty()) {
      tree.put("space", Map.of("restrict", nested(config.space().restrict())));
    }
    return tree;
  }

  /** Lists by dotted name as objects in objects, as people write them. */
  private static Map<String, Object> nested(SortedMap<String, List<String>> lists) {
    Map<String, Object> paths = new TreeMap<>();
    lists.forEach((name, values) -> paths.put(ConfigUtil.joinPath(name.split("\\.")), values));
    return ConfigFactory.parseMap(paths).root().unwrapped();
  }

  private static Map<String, Object> data(DataSettings data) {
    SortedMap<String, Object> tree = new TreeMap<>(source(data.source()));
    SplitSizes splits = data.splits();
    tree.put("kind", data.source().kind());
    tree.put(
        "splits",
        Map.of(
            "train", splits.train(),
            "calibration", splits.calibration(),
            "validation", splits.validation(),
            "test", splits.test()));
    return tree;
  }

  private static Map<String, Object> source(DataSource source) {
    if (source instanceof Glyphs glyphs) {
      return Map.of(
          "classes", glyphs.classes(),
          "size-pixels", glyphs.size(),
          "rotation-degrees", glyphs.rotationDegrees(),
          "scale-spread", glyphs.scaleSpread(),
          "shear", glyphs.shear(),
          "shift", glyphs.shift(),
          "wobble", glyphs.wobble(),
          "noise", glyphs.noise(),
          "distractors", glyphs.distractors());
    }
    if (source instanceof Idx idx) {
      return Map.of("directory", idx.directory());
    }
    if (source instanceof CifarBinary cifar) {
      return Map.of("directory", cifar.directory());
    }
    ImageFolder folder = (ImageFolder) source;
    return Map.of("path", folder.path(), "size-pixels", folder.size());
  }

  private static Map<String, Object> supernet(SupernetSettings supernet) {
    return Map.of(
        "stem", Map.of("widths", supernet.stemWidths(), "stride", supernet.stemStride()),
        "stages", supernet.stages().stream().map(ConfigText::stage).toList(),
        "recipe", RecipeParser.tree(supernet.recipe()));
  }

  private static Map<String, Object> stage(Stage stage) {
    SortedMap<String, Object> tree =
        new TreeMap<>(
            Map.of(
                "blocks", stage.blocks().stream().map(BlockType::label).toList(),
                "depths", stage.depths(),
                "widths", stage.widths(),
                "kernels", stage.kernels(),
                "stride", stage.stride()));
    if (!stage.expansions().isEmpty()) {
      tree.put("expansions", stage.expansions());
    }
    return tree;
  }

  private static Map<String, Object> policy(PolicySettings policy) {
    SortedMap<String, Object> tree =
        new TreeMap<>(
            Map.of(
                "formats", policy.formats(),
                "first-layer", policy.firstLayer(),
                "last-layer", policy.lastLayer(),
                "weight-granularity", policy.weightGranularity().text(),
                "weight-calibrator", policy.weightCalibrator().text(),
                "activation-calibrator", policy.activationCalibrator().text()));
    // Left out where nothing is wanted of it, as above; else in full, for files may change.
    if (!policy.target().equals(Target.any())) {
      tree.put("target", TargetParser.tree(policy.target()));
    }
    return tree;
  }

  private static Map<String, Object> search(SearchSettings search) {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("tactic", search.tactic().kind());
    tree.put("evaluations", search.evaluations());
    tree.put("batch", search.batch());
    tree.put("reference-point", search.referencePoint());
    tree.put("mode", label(search.pace()));
    tree.put("resume", label(search.resume()));
    tree.put(
        "budget",
        Map.of(
            "hours", search.budget().hours(), "executor-hours", search.budget().executorHours()));
    // Left out where it never ends a search, as above.
    if (search.patience().evaluations() > 0) {
      tree.put(
          "patience",
          Map.of(
              "evaluations",
              search.patience().evaluations(),
              "gain-percent",
              search.patience().gainPercent()));
    }
    if (search.tactic() instanceof TacticSettings.Nsga2 nsga2) {
      tree.put("nsga2", nsga2(nsga2));
    } else if (search.tactic() instanceof TacticSettings.Linas linas) {
      tree.put("linas", linas(linas));
    }
    return tree;
  }

  private static Map<String, Object> nsga2(TacticSettings.Nsga2 nsga2) {
    Nsga2Settings settings = nsga2.settings();
    double mutation = settings.mutationPerGene();
    return Map.of(
        "population", settings.population(),
        "crossover-probability", settings.crossoverProbability(),
        "mutation-probability", Double.isNaN(mutation) ? AUTO : mutation,
        "uniform-start", nsga2.uniformStart());
  }

  private static Map<String, Object> linas(TacticSettings.Linas linas) {
    LinasSettings settings = linas.settings();
    return Map.of(
        "initial", settings.initial(),
        "least-batch", settings.leastBatch(),
        "most-batch", settings.mostBatch(),
        "predicted-evaluations", settings.predictedEvaluations(),
        "population", settings.population(),
        "uniform-start", linas.uniformStart());
  }

  private static Map<String, Object> latency(LatencySettings latency) {
    Protocol protocol = latency.protocol();
    return Map.of(
        "host-class", latency.hostClass(),
        "profile", latency.profile(),
        "batch", protocol.batch(),
        "threads", protocol.threads(),
        "interval-percent", protocol.intervalPercent(),
        "cap-ms", protocol.capMs(),
        "drift-percent", protocol.driftPercent(),
        "attempts", protocol.attempts());
  }

  private static Map<String, Object> execution(ExecutionSettings execution) {
    return Map.of(
        "threads-per-slot", execution.threadsPerSlot(),
        "train-threads", execution.trainThreads(),
        "candidate-timeout-s", execution.candidateTimeoutSeconds(),
        "executor-losses", execution.executorLosses());
  }
}
