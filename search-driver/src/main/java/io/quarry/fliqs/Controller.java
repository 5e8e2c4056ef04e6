package io.quarry.fliqs;

import io.quarry.space.Candidate;
import io.quarry.space.SearchSpace;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Learns a distribution over the candidates of a space while the weights that they share train:
 * draw a candidate, train one step with it, tell what came of it.
 *
 * <pre>
 *   while it warms up: draw as it starts, uniformly or near a candidate; learn nothing
 *   R = reward(quality, cost / target)
 *   b ← R at first, then 0.99 b + 0.01 R;   A = R − b
 *   step down −A · mean log π(a) + β_H(t) · mean H(π)
 * </pre>
 *
 * <p>The weight of the entropy rises on a cosine, so that the distribution ends as good as certain,
 * and the weights have trained with what is deployed (FLIQS, section 3). Whether decisions are over
 * formats alone or over the architecture too (FLIQNAS), by layer or by block, is the affair of the
 * {@link Variables}. Not thread-safe; equal generators give equal results.
 */
public final class Controller {
  private final Variables variables;
  private final ControllerSettings settings;
  private final double target;
  private final Logits logits;
  private int[] drawn = {};
  private List<Integer> lastDrawn = List.of();
  private int step;
  private double baseline = Double.NaN;

  /** A controller that decides each decision of a space by itself. */
  public Controller(SearchSpace space, ControllerSettings settings, double target) {
    this(Variables.each(space), settings, target);
  }

  /**
   * A controller that knows nothing yet.
   *
   * @param variables what it decides
   * @param target T₀ of the reward, positive, in the unit of the costs
   */
  public Controller(Variables variables, ControllerSettings settings, double target) {
    if (!(target > 0) || target == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("A target is positive and finite, not " + target);
    }
    this.variables = variables;
    this.settings = settings;
    this.target = target;
    this.logits = new Logits(variables);
  }

  /**
   * Starts nearer to a candidate than to others: what it decides is drawn with the given
   * probability each, from the first step on, until the controller has learned otherwise.
   *
   * @param near decides some or all of what the variables are named after
   * @param share in [0, 1); with 0 nothing is preferred
   */
  public Controller startingNear(Candidate near, double share) {
    if (!(share >= 0 && share < 1) || step > 0) {
      throw new IllegalArgumentException(
          "A controller starts with a share in [0, 1), not %s at step %d".formatted(share, step));
    }
    int[] options = variables.options(near);
    for (int i = 0; i < options.length && share > 0; i++) {
      if (near.decides(variables.all().get(i).name())) {
        logits.prefer(i, options[i], share);
      }
    }
    return this;
  }

  /** Steps that were taken. */
  public int step() {
    return step;
  }

  /** Whether it took all of its steps, so that what it learned stays as it is. */
  public boolean isDone() {
    return step >= settings.steps();
  }

  /** What to train with in this step. */
  public Candidate draw(RandomGenerator random) {
    drawn = logits.draw(random);
    return variables.candidate(drawn);
  }

  /**
   * Ends the step.
   *
   * @param quality of what was drawn last, finite
   * @param cost of it, positive
   */
  public void tell(double quality, double cost) {
    if (drawn.length != variables.all().size()) {
      throw new IllegalStateException("Nothing was drawn");
    }
    if (!Double.isFinite(quality) || !(cost > 0)) {
      throw new IllegalArgumentException(
          "No policy has quality %s and cost %s".formatted(quality, cost));
    }
    if (step >= settings.warmupSteps()) {
      double reward = settings.reward().of(quality, cost / target, settings.beta());
      double decay = settings.baselineDecay();
      baseline = Double.isNaN(baseline) ? reward : decay * baseline + (1 - decay) * reward;
      double weight = settings.entropyWeightAt(step);
      logits.learn(drawn, reward - baseline, weight, settings.learningRate());
    }
    step++;
    lastDrawn = Arrays.stream(drawn).boxed().toList();
    drawn = new int[0];
  }

  /**
   * What was trained in the last step: the result in the authors' code, where the text takes the
   * most probable one. Empty before the first step.
   */
  public Optional<Candidate> lastDrawn() {
    return lastDrawn.isEmpty()
        ? Optional.empty()
        : Optional.of(variables.candidate(lastDrawn.stream().mapToInt(i -> i).toArray()));
  }

  /** The same as an option for every variable, to {@link #restore(double[], List)} from. */
  List<Integer> lastOptions() {
    return lastDrawn;
  }

  /** The candidate of which every variable has its most probable option. */
  public Candidate mostProbable() {
    return variables.candidate(logits.mostProbable());
  }

  /**
   * The most probable candidate that is allowed. Decisions end as good as certain, and then the
   * reward, which wants the cost on both sides of the target, may have chosen one a little above
   * it. Variables that the most probable candidate has no use for keep their most probable options:
   * nothing was learned of them lately, and there are many.
   *
   * @param allowed asked of one candidate after the other, as they become less probable
   * @param most how many are looked at; each costs some microseconds
   * @return empty where none of them is allowed
   */
  public Optional<Candidate> mostProbable(Predicate<Candidate> allowed, int most) {
    double[][] logs = new double[variables.all().size()][];
    Arrays.setAll(logs, logits::logProbabilities);
    LikeliestGenomes genomes = new LikeliestGenomes(logs, variables.active(logits.mostProbable()));
    for (int i = 0; i < most && genomes.hasNext(); i++) {
      Candidate candidate = variables.candidate(genomes.next());
      if (allowed.test(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** The probability of each option of each variable. */
  public double[][] probabilities() {
    return logits.probabilities();
  }

  /** What is still undecided: the mean entropy of the most probable candidate's variables, nats. */
  public double entropy() {
    return logits.entropy(logits.mostProbable());
  }

  /** All that it learned so far, to {@link #restore} from. */
  public double[] state() {
    double[] learned = logits.state();
    double[] state = Arrays.copyOf(learned, learned.length + 2);
    state[learned.length] = step;
    state[learned.length + 1] = baseline;
    return state;
  }

  /**
   * Continues where another controller of the same space stood, between two of its steps.
   *
   * @throws IllegalArgumentException where it was of another space
   */
  public void restore(double[] state) {
    logits.restore(Arrays.copyOf(state, Math.max(0, state.length - 2)));
    step = (int) state[state.length - 2];
    baseline = state[state.length - 1];
    drawn = new int[0];
  }

  /** The same, with what it drew last. */
  void restore(double[] state, List<Integer> lastOptions) {
    restore(state);
    lastDrawn = List.copyOf(lastOptions);
  }
}
