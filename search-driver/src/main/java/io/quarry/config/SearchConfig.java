package io.quarry.config;

import io.quarry.arch.ElasticConvNet;
import io.quarry.fliqs.FliqsSettings;
import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.quantize.PolicySettings;
import io.quarry.quantize.Ties;
import io.quarry.score.CustomObjective;
import io.quarry.score.Objectives;
import io.quarry.space.Candidate;
import io.quarry.space.SearchSpace;
import io.quarry.train.Phase;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The complete configuration of a run. Immutable; every value has been checked.
 *
 * @param name of the run, for people and file names: letters, digits, dots and dashes
 * @param seed the run's one seed
 * @param objectives what is searched for, distinct, at least one; the order is that of reports
 * @param constraints what every point of the front must keep; perhaps none
 * @param customObjectives classes of the user's that measure objectives beside the built-in ones
 * @param data the task
 * @param supernet the elastic network and its training
 * @param policy the number formats
 * @param space which part of the space is searched
 * @param search how the joint space is searched
 * @param latency how models are timed, where latency is searched for
 * @param execution how all of it is executed, which decides no result
 * @param hyperspace how search spaces are searched for, which no other search depends on
 */
public record SearchConfig(
    String name,
    long seed,
    List<Objective> objectives,
    List<Constraint> constraints,
    List<String> customObjectives,
    DataSettings data,
    SupernetSettings supernet,
    PolicySettings policy,
    SpaceSettings space,
    SearchSettings search,
    LatencySettings latency,
    ExecutionSettings execution,
    HyperspaceSettings hyperspace)
    implements Serializable {

  public SearchConfig {
    objectives = List.copyOf(objectives);
    constraints = List.copyOf(constraints);
    customObjectives = List.copyOf(customObjectives);
  }

  /**
   * The configuration of files and overrides over the built-in defaults.
   *
   * @param files HOCON; what a later one says goes before what an earlier one says
   * @param overrides {@code key=value}, which go before the files; lists and objects in HOCON
   * @param known the built-in objectives to choose from
   * @throws io.quarry.problem.InputException naming every problem with its file, line and key
   */
  public static SearchConfig load(List<Path> files, List<String> overrides, List<Objective> known) {
    List<String> locations = files.stream().map(Path::toString).toList();
    return load(locations, overrides, known, ConfigFiles.local());
  }

  /**
   * The configuration of files on any file system and overrides over the built-in defaults.
   *
   * @param locations of HOCON files; what a later one says goes before what an earlier one says
   * @param overrides {@code key=value}, which go before the files; lists and objects in HOCON
   * @param known the built-in objectives to choose from
   * @param files reads them, what they include, and the description of a target
   * @throws io.quarry.problem.InputException naming every problem with its file, line and key
   */
  public static SearchConfig load(
      List<String> locations, List<String> overrides, List<Objective> known, ConfigFiles files) {
    return Targets.parseOne(ConfigSources.merge(locations, overrides, files), known, files);
  }

  /**
   * The same where one-shot searches may have several targets: {@code fliqs.target.gbops = [0.2,
   * 0.4]}.
   *
   * @return a configuration for each target, distinct; one where there is one, or another tactic
   */
  public static List<SearchConfig> loadAll(
      List<String> locations, List<String> overrides, List<Objective> known, ConfigFiles files) {
    return Targets.parseAll(ConfigSources.merge(locations, overrides, files), known, files);
  }

  /**
   * The configuration of a text over the built-in defaults.
   *
   * @param hocon as {@link #render} writes it
   * @param origin what messages call the text
   * @param known the built-in objectives to choose from
   * @throws io.quarry.problem.InputException naming every problem with its line and key
   */
  public static SearchConfig parse(String hocon, String origin, List<Objective> known) {
    return Targets.parseOne(ConfigSources.merge(hocon, origin), known, ConfigFiles.none(origin));
  }

  /**
   * The configuration of data and seed alone, with defaults for the rest.
   *
   * @param hocon as {@link #renderData} writes it
   * @param origin what messages call the text
   * @param known the built-in objectives
   * @throws io.quarry.problem.InputException naming every problem, and whatever else it says
   */
  public static SearchConfig parseData(String hocon, String origin, List<Objective> known) {
    return Targets.parseOne(
        ConfigSources.merge(hocon, origin, ConfigText.DECIDES_DATA),
        known,
        ConfigFiles.none(origin));
  }

  /** The same with another tactic, which starts from the supernet as its recipe leaves it. */
  public SearchConfig withTactic(TacticSettings tactic) {
    SearchSettings other =
        new SearchSettings(
            tactic,
            search.evaluations(),
            search.batch(),
            search.referencePoint(),
            search.pace(),
            search.patience(),
            search.budget(),
            search.resume());
    return with(supernet, space, other, latency, execution, hyperspace);
  }

  /** The same under other constraints of a search over spaces. */
  public SearchConfig withinMs(List<Double> latenciesMs) {
    return with(supernet, space, search, latency, execution, hyperspace.within(latenciesMs));
  }

  /** The same on hosts of a class, by the profile that is kept of it. */
  public SearchConfig onHosts(String hostClass) {
    LatencySettings other = new LatencySettings(hostClass, "", latency.protocol());
    return with(supernet, space, search, other, execution, hyperspace);
  }

  /**
   * The same of the largest network alone, which is to teach: trained by the phases of the recipe
   * that train nothing else and stand before all others; by all of them where there are none.
   */
  public SearchConfig teacher() {
    List<Phase> phases = supernet.recipe().phases();
    List<Phase> leading =
        phases.stream().takeWhile(phase -> phase.kind() == Phase.Kind.LARGEST).toList();
    SupernetSettings largest =
        supernet.largestAlone(
            (leading.isEmpty() ? phases : leading).stream().map(Phase::ofLargest).toList());
    SearchConfig other = withTactic(new TacticSettings.Random());
    // What is restricted need not be in it.
    return other.with(
        largest, SpaceSettings.unrestricted(), other.search, latency, execution, hyperspace);
  }

  /** The same where training takes so many native threads, unless it says itself how many. */
  public SearchConfig withTrainThreads(int threads) {
    ExecutionSettings other =
        new ExecutionSettings(
            execution.threadsPerSlot(),
            execution.trainThreads() > 0 ? execution.trainThreads() : threads,
            execution.candidateTimeoutSeconds(),
            execution.executorLosses());
    return with(supernet, space, search, latency, other, hyperspace);
  }

  private SearchConfig with(
      SupernetSettings otherSupernet,
      SpaceSettings otherSpace,
      SearchSettings otherSearch,
      LatencySettings otherLatency,
      ExecutionSettings otherExecution,
      HyperspaceSettings otherHyperspace) {
    return new SearchConfig(
        name,
        seed,
        objectives,
        constraints,
        customObjectives,
        data,
        otherSupernet,
        policy,
        otherSpace,
        otherSearch,
        otherLatency,
        otherExecution,
        otherHyperspace);
  }

  /** How many candidates its search pays for at most: some tactics propose but a few. */
  public int mostEvaluations() {
    int proposed = search.evaluations();
    if (search.tactic() instanceof TacticSettings.Fliqs) {
      proposed = FliqsSettings.MOST_PROPOSED;
    } else if (search.tactic() instanceof TacticSettings.Uniform) {
      proposed = 2 * policy.legalFormats().size(); // Of the largest and of the smallest network.
    }
    return Math.min(proposed, search.evaluations());
  }

  /** Whether latency is an objective or bounded, so that models are timed. */
  public boolean isTimed() {
    return objectives.contains(Objectives.LATENCY_MS)
        || constraints.stream().anyMatch(c -> c.objective().equals(Objectives.LATENCY_MS));
  }

  /** What measures the {@link #customObjectives}, new instances, in their order. */
  public List<CustomObjective> newCustomObjectives() {
    return customObjectives.stream().map(CustomObjectives::load).toList();
  }

  /** Architecture and formats, jointly, before {@link #space} restricts them. */
  public SearchSpace declaredSpace() {
    return SpaceSettings.unrestricted().joint(supernet, policy);
  }

  /** What is searched: architecture and formats, jointly, restricted by {@link #space}. */
  public SearchSpace searchSpace() {
    return space.joint(supernet, policy);
  }

  /** Which layers have the formats of others, as the policy's target wants it. */
  public Ties ties() {
    return policy.choices(SpaceSettings.net(supernet)).ties();
  }

  /**
   * Adds to a candidate the formats of every layer of its network, tied ones included: for people.
   */
  public UnaryOperator<Candidate> completion() {
    ElasticConvNet net = SpaceSettings.net(supernet);
    return candidate -> {
      Map<String, String> values = new TreeMap<>(candidate.values());
      values.putAll(policy.policy(candidate, net.network(candidate)).decisions());
      return Candidate.of(values);
    };
  }

  /** The keys that decide results and whose values differ in {@code other}, in order. */
  public List<String> differences(SearchConfig other) {
    return ConfigText.differences(this, other);
  }

  /** The complete configuration as HOCON, from which an equal one is loaded. */
  public String render() {
    return ConfigText.render(this);
  }

  /** The same with what a search over spaces has beside, which {@link #render} leaves out. */
  public String renderHyperspace() {
    return ConfigText.renderHyperspace(this);
  }

  /**
   * What decides the losses of distilled stages beside their block types and windows, as text:
   * seed, data, supernet and distillation, and the teacher's training where none is given.
   */
  public String renderDistillation() {
    return ConfigText.renderDistillation(this);
  }

  /**
   * What decides the images and their splits, data and seed, as HOCON on one line: {@link #parse}
   * reads it as a configuration with these two and defaults for the rest.
   */
  public String renderData() {
    return ConfigText.renderData(this);
  }

  /**
   * What decides a candidate's scores beside supernet, images and the candidate itself, as text:
   * searches of equal texts can use each other's measurements.
   */
  public String renderScoring() {
    return ConfigText.renderScoring(this);
  }

  /** What decides how models are timed, as text; the same where nothing is timed. */
  public String renderTiming() {
    return ConfigText.renderTiming(this);
  }

  /**
   * SHA-256 of what decides a run's results, 64 hexadecimal digits: all but the name, the execution
   * and, of the search, what a start takes up and how long it may take.
   */
  public String hash() {
    return ConfigText.hash(this, ConfigText.DECIDES_RESULTS);
  }

  /**
   * SHA-256 of what decides the trained supernet, 64 hexadecimal digits: seed, data, family and
   * recipe, of a quantization-aware one also the policy's pins and target, and of one that is
   * searched while it trains all of policy, space and the search. Searches that differ in nothing
   * of it share a checkpoint.
   */
  public String supernetHash() {
    if (search.tactic() instanceof TacticSettings.Fliqs) {
      return ConfigText.hash(this, ConfigText.DECIDES_SEARCHED_SUPERNET);
    }
    return ConfigText.hash(this, ConfigText.decidesSupernet(this));
  }
}
