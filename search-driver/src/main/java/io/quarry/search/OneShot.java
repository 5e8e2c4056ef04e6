package io.quarry.search;

import io.quarry.arch.Network;
import io.quarry.fliqs.Controller;
import io.quarry.fliqs.FliqsPasses;
import io.quarry.fliqs.FliqsSettings;
import io.quarry.fliqs.FliqsSettings.Architectures;
import io.quarry.fliqs.FliqsSettings.Cost;
import io.quarry.fliqs.Variables;
import io.quarry.problem.InputException;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Policy;
import io.quarry.report.Learned;
import io.quarry.score.Costs;
import io.quarry.space.Candidate;
import io.quarry.space.SearchSpace;
import io.quarry.train.Checkpoint;
import io.quarry.train.FormatPlan;
import io.quarry.train.Phase;
import io.quarry.train.PhaseFormats;
import io.quarry.train.Recipe;
import io.quarry.train.Trainer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The search of a supernet while it trains on, by FLIQS: how it is trained, and what its controller
 * then proposes.
 */
final class OneShot {
  private static final Logger LOG = LoggerFactory.getLogger(OneShot.class);

  /** Candidates looked at, the most probable first, for one that keeps the target. */
  private static final int MOST_LOOKED_AT = 50_000;

  /** The mean entropy of a decision, in nats, above which a controller is still undecided. */
  private static final double UNDECIDED = 0.1;

  private static final double WARMUP_OF_THE_RATE = 0.05;
  private static final double GIGA = 1e9;

  private final Workload workload;
  private final FliqsSettings settings;
  private final SearchSpace space;
  private final Variables variables;
  private final Recipe recipe;

  private OneShot(Workload workload, FliqsSettings settings) {
    this.workload = workload;
    this.settings = settings;
    this.space = space(workload, settings);
    this.variables = Variables.of(space, settings.decide(), settings.formats());
    this.recipe = recipe(workload, settings);
  }

  private static Optional<OneShot> of(Workload workload) {
    return workload.oneShot().map(settings -> new OneShot(workload, settings));
  }

  /** The trainer of a workload: by its recipe, or by a controller on top. */
  static Trainer trainer(Workload workload, int threads) {
    return of(workload)
        .map(one -> one.trainer(threads))
        .orElseGet(
            () ->
                new Trainer(
                    workload.net(),
                    workload.config().supernet().recipe(),
                    workload.config().policy(),
                    workload.task(),
                    workload.seeds().child("train"),
                    threads));
  }

  /**
   * Refuses a target that no candidate can meet, or that none exceeds.
   *
   * @throws InputException that names the least and the greatest possible cost
   */
  static void requireReachable(Workload workload) {
    of(workload).ifPresent(OneShot::requireReachable);
  }

  /**
   * The workload with what its controller proposes; of other tactics as it is.
   *
   * @param checkpoint of the trained workload
   * @param table gets what the controller learned, CSV in UTF-8
   */
  static Workload proposing(Workload workload, Checkpoint checkpoint, Consumer<byte[]> table) {
    return of(workload).map(one -> one.proposing(checkpoint, table)).orElse(workload);
  }

  private static SearchSpace space(Workload workload, FliqsSettings settings) {
    if (settings.architectures() == Architectures.JOINT) {
      return workload.space();
    }
    Map<String, List<String>> values = new TreeMap<>();
    largest(workload).values().forEach((decision, value) -> values.put(decision, List.of(value)));
    return workload.space().restrict(values);
  }

  private static Candidate largest(Workload workload) {
    return workload
        .net()
        .largest(workload.space())
        .restrictedTo(decision -> !Policy.isDecision(decision));
  }

  private static Recipe recipe(Workload workload, FliqsSettings settings) {
    Recipe own = workload.config().supernet().recipe();
    List<LayerFormats> formats =
        workload.config().policy().formats().stream().map(LayerFormats::parse).toList();
    Phase phase =
        new Phase(
            Phase.Kind.LARGEST,
            settings.epochs(),
            settings.learningRate(),
            WARMUP_OF_THE_RATE,
            new PhaseFormats(formats, 0, settings.scaleLearningRateFactor()));
    return own.withPhases(List.of(phase));
  }

  private Controller controller() {
    int steps = Trainer.steps(recipe, workload.task());
    Controller controller =
        new Controller(variables, settings.controller(steps), settings.target());
    return settings.architectures() == Architectures.JOINT
        ? controller.startingNear(largest(workload), settings.largestShare())
        : controller;
  }

  private Trainer trainer(int threads) {
    return new Trainer(
        workload.net(),
        recipe,
        passes(controller()),
        workload.task(),
        workload.seeds().child("fliqs", "train"),
        threads);
  }

  private FliqsPasses passes(Controller controller) {
    return new FliqsPasses(
        workload.net(),
        workload.config().policy(),
        new FormatPlan(workload.net(), recipe, workload.config().policy()),
        controller,
        () -> keeping(controller).orElseGet(controller::mostProbable),
        this::cost,
        workload.seeds().child("fliqs"),
        "%s\n%s\n%s"
            .formatted(settings, space.text(), trainer(workload.beforeOneShot(), 1).identity()));
  }

  private double cost(Candidate candidate) {
    Network network = workload.net().network(candidate);
    Costs costs =
        Costs.of(
            network, workload.policy(candidate), workload.config().policy().weightGranularity());
    return settings.cost() == Cost.GBOPS ? costs.bops() / GIGA : costs.sizeBytes();
  }

  private void requireReachable() {
    double least = extreme(workload.net().smallest(space), (a, b) -> a < b);
    double greatest = extreme(workload.net().largest(space), (a, b) -> a > b);
    double target = settings.target();
    if (target < least || target > greatest) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "fliqs.target = %s %s cannot be met: the least possible is %s, the greatest %s",
              text(target),
              settings.cost().unit(),
              text(least),
              text(greatest)),
          "choose one between, or other policy.formats or space.restrict.");
    }
  }

  /**
   * What an architecture costs in the formats that cost the least, or the most: layers add up, and
   * in each a format costs more than another whatever the format beside it.
   */
  private double extreme(Candidate architecture, BiPredicate<Double, Double> better) {
    int[] options = variables.options(architecture);
    double extreme = cost(variables.candidate(options));
    for (int i = 0; i < options.length; i++) {
      int best = options[i];
      boolean overFormats = Policy.isDecision(variables.all().get(i).name());
      int count = overFormats ? variables.all().get(i).options().size() : 0;
      for (int option = 0; option < count; option++) {
        options[i] = option;
        double cost = cost(variables.candidate(options));
        if (better.test(cost, extreme)) {
          best = option;
          extreme = cost;
        }
      }
      options[i] = best;
    }
    return extreme;
  }

  private Workload proposing(Checkpoint checkpoint, Consumer<byte[]> table) {
    Controller controller = controller();
    passes(controller).restore(Trainer.passesState(checkpoint));
    table.accept(table(controller).getBytes(StandardCharsets.UTF_8));
    if (controller.entropy() > UNDECIDED) {
      LOG.warn(
          "The controller is still undecided: a decision has {} nats of entropy on the average; more"
              + " fliqs.epochs, a larger fliqs.entropy-weight or fliqs.controller-learning-rate help",
          String.format(Locale.ROOT, "%.2f", controller.entropy()));
    }
    Candidate probable = controller.mostProbable();
    Optional<Candidate> kept = keeping(controller);
    if (kept.isEmpty()) {
      LOG.warn(
          "None of the {} most probable candidates keeps the target of {} {}; the most probable one"
              + " costs {}",
          MOST_LOOKED_AT,
          text(settings.target()),
          settings.cost().unit(),
          text(cost(probable)));
    }
    Learned learned =
        new Learned(
            settings.cost().unit(),
            settings.target(),
            controller.entropy(),
            drawn(probable),
            controller.lastDrawn().map(this::drawn).stream().toList());
    LOG.info("The controller ended: {}", learned.text());
    return workload.proposing(
        new Proposal(
            Stream.concat(kept.stream(), Stream.of(probable)).distinct().toList(), learned));
  }

  /** The most probable candidate that keeps the target. */
  private Optional<Candidate> keeping(Controller controller) {
    return controller.mostProbable(one -> cost(one) <= settings.target(), MOST_LOOKED_AT);
  }

  private Learned.Drawn drawn(Candidate candidate) {
    return new Learned.Drawn(candidate.key(), candidate.text(), cost(candidate));
  }

  private String table(Controller controller) {
    double[][] probabilities = controller.probabilities();
    StringBuilder csv = new StringBuilder("decision,value,probability\n");
    for (int i = 0; i < probabilities.length; i++) {
      Variables.Variable variable = variables.all().get(i);
      for (int option = 0; option < probabilities[i].length; option++) {
        csv.append(variable.name()).append(',').append(variable.options().get(option));
        csv.append(',').append(probabilities[i][option]).append('\n');
      }
    }
    return csv.toString();
  }

  private String text(double cost) {
    return settings.cost().text(cost);
  }
}
