package io.quarry.fliqs;

import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.Network;
import io.quarry.net.LearnedGrid;
import io.quarry.quantize.PolicySettings;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.train.FormatPlan;
import io.quarry.train.Moment;
import io.quarry.train.Pass;
import io.quarry.train.Passes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Trains, step by step, the one candidate that a controller draws, and tells the controller the
 * loss that it had on the batch before the step, and its cost. Weights and scales are shared by
 * all; there are no branches to choose from. Once the controller has taken its steps, what it chose
 * is trained alone.
 */
public final class FliqsPasses implements Passes {
  private static final String STATE = "controller";
  private static final String DRAWN = "drawn";
  private static final int PARTS = Long.BYTES / Short.BYTES;

  private final ElasticConvNet net;
  private final PolicySettings policy;
  private final FormatPlan plan;
  private final Controller controller;
  private final Supplier<Candidate> chosen;
  private final ToDoubleFunction<Candidate> cost;
  private final Seeds seeds;
  private final String text;
  private Candidate drawn = new Candidate(new TreeMap<>());
  private boolean settled;

  /**
   * Passes that a controller decides.
   *
   * @param chosen what the controller chose, asked when it is done
   * @param cost of a candidate, in the unit of the controller's target
   * @param seeds what is drawn with
   * @param text all that decides the controller, its space and costs, and the weights it starts
   *     from
   */
  public FliqsPasses(
      ElasticConvNet net,
      PolicySettings policy,
      FormatPlan plan,
      Controller controller,
      Supplier<Candidate> chosen,
      ToDoubleFunction<Candidate> cost,
      Seeds seeds,
      String text) {
    this.net = net;
    this.policy = policy;
    this.plan = plan;
    this.controller = controller;
    this.chosen = chosen;
    this.cost = cost;
    this.seeds = seeds;
    this.text = text;
  }

  @Override
  public List<Pass> at(Moment moment) {
    if (!controller.isDone()) {
      drawn = controller.draw(seeds.child("draw", moment.step()).generator());
    } else if (!settled) {
      drawn = chosen.get();
      settled = true;
    }
    Network network = net.network(drawn);
    return List.of(new Pass(network, policy.policy(drawn, network).rounded(), "the drawn"));
  }

  @Override
  public void trained(Moment moment, Pass pass, double loss) {
    if (!controller.isDone()) {
      controller.tell(-loss, cost.applyAsDouble(drawn));
    }
  }

  @Override
  public List<LearnedGrid> grids() {
    return plan.grids();
  }

  @Override
  public String text() {
    return plan.text() + "\n" + text;
  }

  @Override
  public Map<String, float[]> state() {
    Map<String, float[]> state = new HashMap<>(Map.of(STATE, pack(controller.state())));
    List<Integer> drawn = controller.lastOptions();
    if (!drawn.isEmpty()) {
      float[] options = new float[drawn.size()];
      for (int i = 0; i < options.length; i++) {
        options[i] = drawn.get(i);
      }
      state.put(DRAWN, options);
    }
    return state;
  }

  @Override
  public void restore(Map<String, float[]> state) {
    float[] options = state.getOrDefault(DRAWN, new float[0]);
    controller.restore(
        unpack(state.get(STATE)),
        IntStream.range(0, options.length).mapToObj(i -> (int) options[i]).toList());
  }

  /** Doubles as floats that lose nothing: 16 bits in each. */
  private static float[] pack(double[] numbers) {
    float[] packed = new float[numbers.length * PARTS];
    for (int i = 0; i < packed.length; i++) {
      long bits = Double.doubleToRawLongBits(numbers[i / PARTS]);
      packed[i] = (bits >>> (i % PARTS * Short.SIZE)) & 0xFFFF;
    }
    return packed;
  }

  private static double[] unpack(float[] packed) {
    double[] numbers = new double[packed.length / PARTS];
    for (int i = 0; i < numbers.length; i++) {
      long bits = 0;
      for (int part = 0; part < PARTS; part++) {
        bits |= (long) packed[i * PARTS + part] << (part * Short.SIZE);
      }
      numbers[i] = Double.longBitsToDouble(bits);
    }
    return numbers;
  }
}
