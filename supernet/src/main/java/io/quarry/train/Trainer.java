package io.quarry.train;

import io.quarry.arch.ElasticConvNet;
import io.quarry.data.Task;
import io.quarry.latency.HostGate;
import io.quarry.net.LearnedGrid;
import io.quarry.net.Losses;
import io.quarry.net.NativeThreads;
import io.quarry.net.NetworkRunner;
import io.quarry.net.ParameterSpec;
import io.quarry.net.Parameters;
import io.quarry.net.Sgd;
import io.quarry.problem.InputException;
import io.quarry.quantize.PolicySettings;
import io.quarry.seed.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Trains a supernet through the phases of a recipe. A sandwich step trains the largest network on
 * the labels, then the smallest and some random ones on a mixture of the labels and the largest
 * one's soft targets, adding up all gradients before one update (Yu and Huang 2019, arXiv
 * 1903.05134, section 3: sandwich rule and in-place distillation; the mixture is ours). In
 * quantization-aware phases networks round to formats whose grids are learned with the weights;
 * which networks and formats a step trains is for {@link Passes} to decide.
 *
 * <p>With a given number of threads, equal inputs give equal bits, also when training was
 * interrupted and resumed. Not thread-safe.
 */
public final class Trainer {
  private static final String VELOCITY = "velocity";
  private static final String PASSES = "passes.";
  private static final Duration SAVE_EVERY = Duration.ofSeconds(30);

  private final ElasticConvNet net;
  private final Recipe recipe;
  private final Task task;
  private final Seeds seeds;
  private final int threads;
  private final Schedule schedule;
  private final Passes passes;
  private final List<LearnedGrid> grids;

  /**
   * A trainer of one supernet by the sandwich rule.
   *
   * @param net the elastic network, for the task's images and classes
   * @param recipe how
   * @param policy its target and pins say which of the recipe's formats a layer may have
   * @param task its training split is used, and nothing else
   * @param seeds decides initialization, batches, and drawn sub-networks and policies
   * @param threads native threads, positive
   */
  public Trainer(
      ElasticConvNet net,
      Recipe recipe,
      PolicySettings policy,
      Task task,
      Seeds seeds,
      int threads) {
    this(
        net,
        recipe,
        new SandwichPasses(net, new FormatPlan(net, recipe, policy), recipe, seeds),
        task,
        seeds,
        threads);
  }

  /**
   * A trainer of one supernet.
   *
   * @param passes decides what each step trains
   */
  public Trainer(
      ElasticConvNet net, Recipe recipe, Passes passes, Task task, Seeds seeds, int threads) {
    this.net = net;
    this.recipe = recipe;
    this.passes = passes;
    this.grids = passes.grids();
    this.task = task;
    this.seeds = seeds;
    this.threads = threads;
    this.schedule = new Schedule(recipe.phases(), task.train().count(), recipe.batch());
  }

  /** Hash of everything that decides the trained weights, but for the number of threads. */
  public String identity() {
    return Checkpoint.identityOf(
        net.toString(), recipe + passes.text(), task.trainingHash(), seeds.value());
  }

  /** Steps that a recipe takes on a task. */
  public static int steps(Recipe recipe, Task task) {
    return new Schedule(recipe.phases(), task.train().count(), recipe.batch()).steps();
  }

  /** Steps of the whole recipe. */
  public int steps() {
    return schedule.steps();
  }

  /** The parameters that the family shares, in the order of its network. */
  public static List<ParameterSpec> parametersOf(ElasticConvNet net) {
    return Parameters.specsFor(net.branches());
  }

  /** Those, and the grids that this training learns. */
  private List<ParameterSpec> specs() {
    List<ParameterSpec> specs = new ArrayList<>(parametersOf(net));
    grids.forEach(grid -> specs.addAll(grid.specs()));
    return specs;
  }

  /**
   * Trains from the beginning.
   *
   * @return the complete checkpoint, or a partial one when the listener ended it
   * @throws InputException when a loss is no longer finite, saying where
   */
  public Checkpoint train(TrainingListener listener) {
    try (Parameters parameters = Parameters.initialize(specs(), seeds.child("initialize"))) {
      return run(parameters, sgd(parameters), 0, listener);
    }
  }

  /**
   * Trains on from the weights of another training of the same supernet.
   *
   * @param base complete; grids that this training does not learn are dropped
   * @throws InputException as {@link #train(TrainingListener)}
   */
  public Checkpoint trainOn(Checkpoint base, TrainingListener listener) {
    Map<String, float[]> known = arrays(base.parameters());
    Map<String, float[]> start = new HashMap<>();
    for (ParameterSpec spec : specs()) {
      float[] values = known.get(spec.name());
      start.put(spec.name(), values == null ? new float[spec.length()] : values);
    }
    try (Parameters parameters = Parameters.of(specs(), start)) {
      return run(parameters, sgd(parameters), 0, listener);
    }
  }

  /** The checkpoint before the first step: the same shapes, for whoever needs no accuracy. */
  public Checkpoint untrained() {
    try (Parameters parameters = Parameters.initialize(specs(), seeds.child("initialize"))) {
      return checkpoint(parameters, sgd(parameters), 0);
    }
  }

  /**
   * Continues from a partial checkpoint, to the same bits as without the interruption.
   *
   * @throws InputException when the checkpoint is of another supernet or recipe
   */
  public Checkpoint resume(Checkpoint partial, TrainingListener listener) {
    requireSame(partial, net, identity());
    try (Parameters parameters = Parameters.of(specs(), arrays(partial.parameters()))) {
      Sgd sgd = sgd(parameters);
      Checkpoint.Tensor velocity = partial.momentum().get(VELOCITY);
      if (velocity != null) {
        sgd.restore(velocity.values());
      }
      passes.restore(passesState(partial));
      return run(parameters, sgd, partial.header().step(), listener);
    }
  }

  /** Native parameters with a checkpoint's values; the caller closes them. */
  public static Parameters parameters(Checkpoint checkpoint, ElasticConvNet net) {
    return Parameters.of(specsOf(checkpoint, net), arrays(checkpoint.parameters()));
  }

  /** What the family shares, and the grids that the checkpoint has beside. */
  private static List<ParameterSpec> specsOf(Checkpoint checkpoint, ElasticConvNet net) {
    List<ParameterSpec> specs = new ArrayList<>(parametersOf(net));
    checkpoint.parameters().keySet().stream()
        .filter(LearnedGrid::isName)
        .map(LearnedGrid::spec)
        .forEach(specs::add);
    return specs;
  }

  /**
   * Refuses a checkpoint of something else.
   *
   * @throws InputException naming what differs
   */
  public static void requireSame(Checkpoint checkpoint, ElasticConvNet net, String identity) {
    if (!checkpoint.header().space().equals(net.space().text())) {
      throw new InputException(
          "The checkpoint is of another search space:%n%s".formatted(checkpoint.header().space()),
          "name another run directory, or delete the checkpoint to train anew.");
    }
    if (!checkpoint.header().identity().equals(identity)) {
      throw new InputException(
          "The checkpoint was trained on other data, with another recipe or seed: identity %s, not %s"
              .formatted(checkpoint.header().identity(), identity),
          "name another run directory, or delete the checkpoint to train anew.");
    }
    Parameters.requireMatching(specsOf(checkpoint, net), arrays(checkpoint.parameters()));
  }

  private Checkpoint run(Parameters parameters, Sgd sgd, int start, TrainingListener listener) {
    int before = NativeThreads.current();
    NativeThreads.use(threads);
    try (NetworkRunner runner = new NetworkRunner(parameters);
        TrainingBatch batch =
            new TrainingBatch(task, recipe, net.classes(), seeds.child("batches"))) {
      long saved = System.nanoTime();
      for (int step = start; step < steps(); step++) {
        double loss = stepBesideOthers(step, parameters, sgd, runner, batch);
        int done = step + 1;
        Schedule.Step at = schedule.at(step);
        listener.stepped(new Progress(done, steps(), at.kind(), loss, at.learningRate()));
        if (done < steps() && listener.stopRequested()) {
          return checkpoint(parameters, sgd, done);
        }
        if (done < steps() && System.nanoTime() - saved > SAVE_EVERY.toNanos()) {
          listener.save(checkpoint(parameters, sgd, done));
          saved = System.nanoTime();
        }
      }
      return checkpoint(parameters, sgd, steps());
    } finally {
      NativeThreads.use(before);
    }
  }

  /** A step, while nobody times a model on this host. */
  private double stepBesideOthers(
      int number, Parameters parameters, Sgd sgd, NetworkRunner runner, TrainingBatch batch) {
    HostGate.Stay beside = HostGate.ofHost().enterToWork();
    try {
      return step(number, parameters, sgd, runner, batch);
    } finally {
      beside.close();
    }
  }

  private double step(
      int number, Parameters parameters, Sgd sgd, NetworkRunner runner, TrainingBatch batch) {
    Schedule.Step at = schedule.at(number);
    batch.load(at.epoch(), at.batch());
    parameters.zeroGradients();
    GridStart start = new GridStart(runner, parameters);
    double first = 0;
    float[] targets = batch.labelTargets();
    List<Pass> all = passes.at(at.moment());
    for (int i = 0; i < all.size(); i++) {
      Pass pass = all.get(i);
      start.set(pass.network(), pass.rounded(), batch.images());
      double loss = train(pass, targets, number, runner, batch);
      passes.trained(at.moment(), pass, loss);
      if (i == 0) {
        first = loss;
        float[] teacher = Losses.softmax(batch.logits(), net.classes());
        targets = Losses.mixed(batch.labelTargets(), teacher, recipe.distillation());
      }
    }
    double factor = at.moment().phase().formats().scaleLearningRateFactor();
    double norm = sgd.step(parameters, at.learningRate(), factor);
    if (!Double.isFinite(norm)) {
      throw diverged(norm, "the norm of the gradient", number);
    }
    requireSoundGrids(parameters, number);
    return first;
  }

  private void requireSoundGrids(Parameters parameters, int number) {
    Schedule.Step at = schedule.at(number);
    for (LearnedGrid grid : grids) {
      Optional<String> problem = grid.unsound(parameters);
      if (problem.isPresent()) {
        throw new InputException(
            "%s: %s".formatted(stopped(number), problem.get()),
            "lower supernet.recipe.phases[%d].scale-learning-rate-factor, or its learning-rate."
                .formatted(at.phase() - 1));
      }
    }
  }

  /** Forward and backward of one network; leaves its logits in the batch. */
  private double train(
      Pass pass, float[] targets, int number, NetworkRunner runner, TrainingBatch batch) {
    batch.readLogits(runner.forward(pass.network(), pass.rounded(), batch.images()));
    double loss = Losses.crossEntropy(batch.logits(), targets, net.classes(), batch.gradients());
    if (!Double.isFinite(loss)) {
      throw diverged(loss, "the loss of %s network".formatted(pass.name()), number);
    }
    runner.backward(batch.logitGradients());
    return loss;
  }

  private InputException diverged(double value, String what, int number) {
    Schedule.Step at = schedule.at(number);
    return new InputException(
        "%s: %s is %s at learning rate %.4g"
            .formatted(stopped(number), what, value, at.learningRate()),
        "lower supernet.recipe.phases[%d].learning-rate, or supernet.recipe.gradient-clip."
            .formatted(at.phase() - 1));
  }

  private String stopped(int number) {
    Schedule.Step at = schedule.at(number);
    return "Training stopped at step %d of %d, in phase %d (%s)"
        .formatted(number + 1, steps(), at.phase(), at.kind().name().toLowerCase(Locale.ROOT));
  }

  private Checkpoint checkpoint(Parameters parameters, Sgd sgd, int done) {
    Map<String, Checkpoint.Tensor> values = new HashMap<>();
    for (ParameterSpec spec : parameters.specs()) {
      values.put(spec.name(), new Checkpoint.Tensor(spec.dims(), parameters.value(spec.name())));
    }
    Checkpoint.Header header =
        new Checkpoint.Header(identity(), net.space().text(), recipe.toString(), done, steps());
    Map<String, Checkpoint.Tensor> state = new HashMap<>();
    if (done < steps()) {
      state.putAll(momentum(sgd));
    }
    passes
        .state()
        .forEach(
            (name, numbers) ->
                state.put(PASSES + name, new Checkpoint.Tensor(List.of(numbers.length), numbers)));
    return new Checkpoint(header, values, state);
  }

  /** What the passes of a training had learned when a checkpoint was made. */
  public static Map<String, float[]> passesState(Checkpoint checkpoint) {
    Map<String, float[]> state = new HashMap<>();
    checkpoint
        .momentum()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(PASSES)) {
                state.put(name.substring(PASSES.length()), tensor.values());
              }
            });
    return state;
  }

  private Sgd sgd(Parameters parameters) {
    return new Sgd(parameters, recipe.momentum(), recipe.weightDecay(), recipe.gradientClip());
  }

  private static Map<String, Checkpoint.Tensor> momentum(Sgd sgd) {
    float[] velocity = sgd.state();
    return Map.of(VELOCITY, new Checkpoint.Tensor(List.of(velocity.length), velocity));
  }

  private static Map<String, float[]> arrays(Map<String, Checkpoint.Tensor> tensors) {
    Map<String, float[]> arrays = new HashMap<>();
    tensors.forEach((name, tensor) -> arrays.put(name, tensor.values()));
    return arrays;
  }
}
