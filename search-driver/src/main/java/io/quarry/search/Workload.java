package io.quarry.search;

import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.Network;
import io.quarry.config.DataSettings;
import io.quarry.config.SearchConfig;
import io.quarry.config.TacticSettings;
import io.quarry.data.Task;
import io.quarry.doctor.Needs;
import io.quarry.fliqs.FliqsSettings;
import io.quarry.kernel.Kernels;
import io.quarry.net.ParameterSpec;
import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.predict.latency.FusedKernel;
import io.quarry.profile.FusedKernels;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import io.quarry.score.Costs;
import io.quarry.score.CustomObjective;
import io.quarry.score.Objectives;
import io.quarry.score.SupernetScorer;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import io.quarry.train.Checkpoint;
import io.quarry.train.Trainer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a configuration asks for, loaded.
 *
 * @param config the configuration
 * @param task its images
 * @param net its elastic network
 * @param space architecture and formats, jointly, as the configuration restricts it
 * @param measuredReference objective name to a bound of the hypervolume that had to be measured
 * @param latencyProfile one where a latency profile is searched by, else none
 * @param proposals one where a controller learned what to propose while the supernet trained, else
 *     none
 */
record Workload(
    SearchConfig config,
    Task task,
    ElasticConvNet net,
    SearchSpace space,
    SortedMap<String, Double> measuredReference,
    List<FittedProfile> latencyProfile,
    List<Proposal> proposals) {
  /** Flags of processors, one of which a target is made for. */
  private static final Map<String, List<String>> INSTRUCTIONS =
      Map.of("x86-vnni", List.of("avx512_vnni", "avx_vnni"), "x86-avx2", List.of("avx2"));

  Workload {
    latencyProfile = List.copyOf(latencyProfile);
    proposals = List.copyOf(proposals);
    measuredReference = Collections.unmodifiableSortedMap(new TreeMap<>(measuredReference));
  }

  /** Without a measured reference. */
  Workload(SearchConfig config, Task task, ElasticConvNet net, SearchSpace space) {
    this(config, task, net, space, new TreeMap<>(), List.of(), List.of());
  }

  /** Loads the images, which lie on this host, and declares the space. */
  static Workload load(SearchConfig config) {
    return of(config, task(config.data(), config.seed()));
  }

  /** Declares the space of a configuration whose images are loaded. */
  static Workload of(SearchConfig config, Task task) {
    ElasticConvNet net =
        new ElasticConvNet(config.supernet().family(), task.shape(), task.classes());
    return new Workload(config, task, net, config.searchSpace());
  }

  /** The images of a run's data section and seed. */
  static Task task(DataSettings data, long seed) {
    return data.source().load(data.splits(), new Seeds(seed).child("data"));
  }

  /** The run's seeds. */
  Seeds seeds() {
    return new Seeds(config.seed());
  }

  /** The same with a bound of the hypervolume that was measured. */
  Workload withReference(Objective objective, double value) {
    SortedMap<String, Double> more = new TreeMap<>(measuredReference);
    more.put(objective.name(), value);
    return new Workload(config, task, net, space, more, latencyProfile, proposals);
  }

  /** The same in another space. */
  Workload within(SearchSpace other) {
    return new Workload(config, task, net, other, measuredReference, latencyProfile, proposals);
  }

  /** The same with latencies predicted while it searches. */
  Workload predictedBy(FittedProfile profile) {
    return new Workload(config, task, net, space, measuredReference, List.of(profile), proposals);
  }

  /** The same with what a controller proposes. */
  Workload proposing(Proposal proposal) {
    return new Workload(
        config, task, net, space, measuredReference, latencyProfile, List.of(proposal));
  }

  /** What a controller proposes; of other tactics none. */
  List<Candidate> proposed() {
    return proposals.stream().flatMap(proposal -> proposal.candidates().stream()).toList();
  }

  /** How many candidates its search is going to pay for, unless something ends it earlier. */
  int budget() {
    Stream<Candidate> proposed =
        config.search().tactic() instanceof TacticSettings.Uniform
            ? uniformCandidates().stream()
            : proposed().stream();
    int count = (int) proposed.distinct().count();
    int most = config.mostEvaluations();
    return count == 0 ? most : Math.min(count, most);
  }

  /** The same before its supernet was searched while it trained on. */
  Workload beforeOneShot() {
    return new Workload(config.withTactic(new TacticSettings.Random()), task, net, space);
  }

  /** How the supernet is searched while it trains on; empty with every other tactic. */
  Optional<FliqsSettings> oneShot() {
    return config.search().tactic() instanceof TacticSettings.Fliqs fliqs
        ? Optional.of(fliqs.settings())
        : Optional.empty();
  }

  /** Latencies to search by, where they are predicted. */
  Optional<PredictedLatencies> predictedLatencies() {
    return latencyProfile.stream()
        .findFirst()
        .map(profile -> new PredictedLatencies(profile.model(), this::kernels));
  }

  /** What the runtime runs for a candidate. */
  List<FusedKernel> kernels(Candidate candidate) {
    Network network = net.network(candidate);
    PolicySettings policy = config.policy();
    return FusedKernels.of(Kernels.of(network, policy.policy(candidate, network), policy));
  }

  /** The largest network in float32, whether it is in the space or not. */
  Candidate largestInFloat32() {
    return inFloat32(net.largest());
  }

  /** The same architecture in float32, whether it is in the space or not. */
  Candidate inFloat32(Candidate candidate) {
    Map<String, String> values =
        new TreeMap<>(candidate.restrictedTo(decision -> !Policy.isDecision(decision)).values());
    String float32 = LayerFormats.float32().text();
    net.network(candidate)
        .layers()
        .forEach(layer -> values.put(Policy.decision(layer.name()), float32));
    return Candidate.of(values);
  }

  /** The formats of all layers of a candidate. */
  Policy policy(Candidate candidate) {
    return config.policy().policy(candidate, net.network(candidate));
  }

  /** What scores candidates of the trained supernet. */
  SupernetScorer scorer(Checkpoint checkpoint) {
    return new SupernetScorer(
        net, checkpoint, config.policy(), task, config.execution().threadsPerSlot());
  }

  /** Everything that scoring measures: the built-in objectives and the user's own. */
  List<Objective> scored() {
    return scored(config);
  }

  /** The same of a configuration whose images are not loaded. */
  static List<Objective> scored(SearchConfig config) {
    return Stream.concat(
            Objectives.SCORED.stream(),
            config.newCustomObjectives().stream().map(CustomObjective::objective))
        .toList();
  }

  /** What reports show beside the objectives: what is constrained, and the user's objectives. */
  List<Objective> alsoShown() {
    Set<Objective> bounded =
        config.constraints().stream().map(Constraint::objective).collect(Collectors.toSet());
    return Stream.concat(Stream.of(Objectives.LATENCY_MS), scored().stream())
        .filter(objective -> !config.objectives().contains(objective))
        .filter(o -> bounded.contains(o) || !Objectives.ALL.contains(o))
        .toList();
  }

  /**
   * The point that bounds the hypervolume: what the configuration says, else the worst of the task
   * and the space, which no tactic moves: chance for error and loss, the largest network at float32
   * for costs and latency.
   *
   * @return objective name to value, in the objective's unit
   */
  SortedMap<String, Double> referencePoint() {
    Network largest = net.network(net.largest());
    Policy float32 = Policy.uniform(largest, LayerFormats.parse("float32"));
    Costs costs = Costs.of(largest, float32, config.policy().weightGranularity());
    Map<String, Double> worst = new TreeMap<>(measuredReference);
    worst.put(Objectives.TOP1_ERROR.name(), 100.0 * (task.classes() - 1) / task.classes());
    worst.put(Objectives.LOSS.name(), Math.log(task.classes()));
    worst.put(Objectives.SIZE_BYTES.name(), (double) costs.sizeBytes());
    worst.put(Objectives.MACS.name(), (double) costs.macs());
    worst.put(Objectives.BOPS.name(), (double) costs.bops());
    SortedMap<String, Double> point = new TreeMap<>();
    for (Objective objective : config.objectives()) {
      String name = objective.name();
      point.put(name, config.search().referencePoint().getOrDefault(name, worst.get(name)));
    }
    return point;
  }

  /**
   * The largest and the smallest network with the same formats in every layer that leaves a choice,
   * for each of the policy's formats that the target allows somewhere: what one would try without a
   * search. Within the space: where a restriction or the target leaves a layer no such format, it
   * has the first that it may have.
   */
  List<Candidate> uniformCandidates() {
    List<Candidate> candidates = new ArrayList<>();
    for (String formats : config.policy().legalFormats()) {
      candidates.add(uniform(net.largest(space), formats));
      candidates.add(uniform(net.smallest(space), formats));
    }
    return candidates;
  }

  private Candidate uniform(Candidate architecture, String formats) {
    Map<String, String> values = new TreeMap<>(architecture.values());
    Set<String> layers =
        net.network(architecture).layers().stream()
            .map(layer -> Policy.decision(layer.name()))
            .collect(Collectors.toSet());
    for (Decision decision : space.decisions()) {
      if (layers.contains(decision.name())) {
        boolean free = decision.values().contains(formats);
        values.put(decision.name(), free ? formats : decision.values().get(0));
      }
    }
    return Candidate.of(values);
  }

  /** A candidate with the formats of every layer of its network, tied ones included: for people. */
  Candidate complete(Candidate candidate) {
    Map<String, String> values = new TreeMap<>(candidate.values());
    values.putAll(config.policy().policy(candidate, net.network(candidate)).decisions());
    return Candidate.of(values);
  }

  /** What searches of it take on an executor. */
  Needs needs() {
    Network largest = net.network(net.largest());
    long activations = largest.nodes().stream().mapToLong(node -> node.output().elements()).sum();
    long weights = Trainer.parametersOf(net).stream().mapToLong(ParameterSpec::length).sum();
    return new Needs(
        Float.BYTES * weights,
        (long) task.calibration().pixels().length + task.validation().pixels().length,
        task.test().pixels().length,
        Float.BYTES * activations,
        config.execution().threadsPerSlot(),
        config.isTimed(),
        config.latency().protocol().threads(),
        INSTRUCTIONS.getOrDefault(config.policy().target().name(), List.of()));
  }

  /** What candidates cost by their layers and formats alone. */
  KnownCosts knownCosts() {
    return new KnownCosts(this);
  }

  /** Values of the configuration's objectives by name, in minimised form and in their order. */
  double[] canonical(Map<String, Double> values) {
    List<Objective> objectives = config.objectives();
    return objectives.stream().mapToDouble(o -> o.canonical(values.get(o.name()))).toArray();
  }
}
