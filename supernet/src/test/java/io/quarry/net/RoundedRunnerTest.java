package io.quarry.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.arch.Conv;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.format.Grid;
import io.quarry.format.LevelFormat;
import io.quarry.format.NumberFormat;
import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Networks in the formats of a policy: {@link LayerRounding}. */
class RoundedRunnerTest {
  private static final int BATCH = 3;
  private static final List<String> WEIGHTS = List.of("int3", "int2", "e2m1", "float32", "apot3");
  private static final List<String> INPUTS = List.of("uint3", "int3-affine", "e2m1", "uint2");

  private final int threadsBefore = NativeThreads.current();

  @BeforeEach
  void useOneThread() {
    NativeThreads.use(1);
  }

  @AfterEach
  void restoreThreads() {
    NativeThreads.use(threadsBefore);
  }

  /** A network, the one that its parameters are made for, and where in the formats it begins. */
  static Stream<Arguments> networks() {
    Network inverted = Networks.inverted(24, 40, 5);
    Network bottleneck = Networks.bottleneck(32, 16, 5);
    Network separable = Networks.separable(16, 24, 5);
    Network gated = Networks.gated(24, 40, 5);
    return Stream.of(
        Arguments.of("inverted", Networks.inverted(8, 16, 5), Networks.inverted(8, 16, 5), 0),
        Arguments.of("inverted sliced", Networks.inverted(8, 24, 5), inverted, 1),
        Arguments.of("inverted cropped", Networks.inverted(7, 11, 3), inverted, 2),
        Arguments.of("bottleneck", Networks.bottleneck(16, 8, 3), Networks.bottleneck(16, 8, 3), 3),
        Arguments.of("bottleneck cropped", Networks.bottleneck(8, 8, 3), bottleneck, 4),
        Arguments.of("separable cropped", Networks.separable(8, 12, 3), separable, 3),
        Arguments.of("gated", Networks.gated(8, 16, 3), Networks.gated(8, 16, 3), 0),
        Arguments.of("gated sliced", Networks.gated(8, 24, 3), gated, 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void forwardEqualsThePlainReference(String name, Network network, Network largest, int shift) {
    RoundedLayers rounded = formats(network, shift);
    try (Parameters parameters = parameters(network, largest, rounded);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      INDArray images = Networks.images(network, BATCH);
      double[] expected =
          new RoundedReference(parameters, rounded)
              .forward(network, floats(images), BATCH)
              .get(network.nodes().size() - 1);
      float[] actual = floats(runner.forward(network, rounded, images));
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-4));
      }
      float[] plain = floats(runner.forward(network, images));
      assertThat(actual).isNotEqualTo(plain);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void gradientsEqualDifferencesOfTheStraightThroughSurrogate(
      String name, Network network, Network largest, int shift) {
    RoundedLayers rounded = formats(network, shift);
    try (Parameters parameters = parameters(network, largest, rounded);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      INDArray images = Networks.images(network, BATCH);
      float[] r = Networks.random(BATCH * network.classes(), "r");
      RoundedReference reference = new RoundedReference(parameters, rounded);
      reference.forward(network, floats(images), BATCH);
      runner.forward(network, rounded, images);
      runner.backward(Networks.matrix(r, BATCH));
      Map<String, Float> factors = factors(network, rounded);
      int learned = 0;
      for (ParameterSpec spec : parameters.specs()) {
        float factor = factors.getOrDefault(spec.name(), 1f);
        learned += factors.containsKey(spec.name()) ? 1 : 0;
        assertGradient(parameters, spec, factor, reference, network, floats(images), r);
      }
      assertThat(learned).isGreaterThan(network.layers().size());
    }
  }

  @Test
  void gradientsOfSeveralPoliciesAddUp() {
    Network network = Networks.inverted(8, 16, 5);
    RoundedLayers first = formats(network, 0);
    RoundedLayers second = formats(network, 1);
    try (Parameters parameters = parameters(network, network, first, second);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      float[] both = gradients(parameters, runner, network, first, second);
      float[] one = gradients(parameters, runner, network, first);
      float[] other = gradients(parameters, runner, network, second);
      for (int i = 0; i < both.length; i++) {
        assertThat(both[i]).isCloseTo(one[i] + other[i], within(1e-4f));
      }
    }
  }

  @Test
  void float32InEveryLayerIsTheNetworkItself() {
    Network network = Networks.inverted(8, 16, 3);
    RoundedLayers some = uniform(network, "float32", "bf16");
    RoundedLayers none = uniform(network, "float32", "float32");
    try (Parameters parameters = Networks.parameters(network);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      INDArray images = Networks.images(network, BATCH);
      float[] plain = floats(runner.forward(network, images));
      assertThat(floats(runner.forward(network, none, images))).isEqualTo(plain);
      assertThat(floats(runner.forward(network, some, images)))
          .isNotEqualTo(plain)
          .usingComparatorWithPrecision(0.3f)
          .containsExactly(plain);
    }
  }

  @Test
  void inferenceOnTheCalibrationBatchEqualsTraining() {
    Network network = Networks.inverted(8, 24, 5);
    RoundedLayers rounded = formats(network, 1);
    try (Parameters parameters = parameters(network, Networks.inverted(24, 40, 5), rounded);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      INDArray images = Networks.images(network, BATCH);
      BatchStatistics statistics = runner.calibrate(network, rounded, images, (node, x) -> {});
      float[] inferred = floats(runner.infer(network, rounded, statistics, images));
      assertThat(inferred)
          .usingComparatorWithPrecision(1e-4f)
          .containsExactly(floats(runner.forward(network, rounded, images)));
    }
  }

  @Test
  void gridsThatWereNeverSetAreRefused() {
    Network network = Networks.inverted(8, 8, 3);
    RoundedLayers rounded = uniform(network, "int4", "uint4");
    try (Parameters parameters = Parameters.initialize(specs(network, rounded), new Seeds(1));
        NetworkRunner runner = new NetworkRunner(parameters)) {
      INDArray images = Networks.images(network, 2);
      assertThatThrownBy(() -> runner.forward(network, rounded, images))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Parameter stem.signed-input-scale.uint4 was never set");
    }
  }

  private static float[] gradients(
      Parameters parameters, NetworkRunner runner, Network network, RoundedLayers... policies) {
    INDArray images = Networks.images(network, BATCH);
    float[] r = Networks.random(BATCH * network.classes(), "r");
    parameters.zeroGradients();
    for (RoundedLayers rounded : policies) {
      runner.forward(network, rounded, images);
      runner.backward(Networks.matrix(r, BATCH));
    }
    return floats(parameters.gradients());
  }

  private static void assertGradient(
      Parameters parameters,
      ParameterSpec spec,
      float factor,
      ReferenceNetwork reference,
      Network network,
      float[] images,
      float[] r) {
    double h = 1e-6;
    double[] values = reference.value(spec.name());
    float[] gradient = parameters.gradient(spec.name());
    double largest = 0;
    for (float g : gradient) {
      largest = Math.max(largest, Math.abs(g));
    }
    for (int i = 0; i < values.length; i += Math.max(1, values.length / 5)) {
      double kept = values[i];
      values[i] = kept + h;
      double above = reference.weightedLogits(network, images, BATCH, r);
      values[i] = kept - h;
      double below = reference.weightedLogits(network, images, BATCH, r);
      values[i] = kept;
      assertThat((double) gradient[i])
          .as("%s[%d]", spec.name(), i)
          .isCloseTo(factor * (above - below) / (2 * h), within(1e-4 + 1e-3 * largest));
    }
  }

  /** What gradients of grids come times, by the parameter's name. */
  private static Map<String, Float> factors(Network network, RoundedLayers rounded) {
    Map<String, Float> factors = new TreeMap<>();
    for (Layer layer : network.layers()) {
      for (LearnedGrid grid : grids(network, layer, rounded)) {
        long numbers =
            grid.part() == LearnedGrid.Part.WEIGHT
                ? layer.weights()
                : network.shapeOf(layer.input()).elements();
        float factor = grid.gradientFactor(numbers);
        grid.specs().forEach(spec -> factors.put(spec.name(), factor));
      }
    }
    return factors;
  }

  private static List<LearnedGrid> grids(Network network, Layer layer, RoundedLayers rounded) {
    List<LearnedGrid> grids = new ArrayList<>();
    if (rounded.of(layer).weights() instanceof LevelFormat format) {
      grids.add(LearnedGrid.ofWeights(layer, format));
    }
    if (rounded.of(layer).input() instanceof LevelFormat format) {
      grids.add(LearnedGrid.ofInput(network, layer, format));
    }
    return grids;
  }

  private static List<ParameterSpec> specs(Network network, RoundedLayers... policies) {
    List<ParameterSpec> specs = new ArrayList<>(Parameters.specsFor(network));
    for (RoundedLayers rounded : policies) {
      for (Layer layer : network.layers()) {
        grids(network, layer, rounded).forEach(grid -> specs.addAll(grid.specs()));
      }
    }
    return specs.stream().distinct().toList();
  }

  /** With grids that clip some numbers at either end, and with scales below 0. */
  private static Parameters parameters(
      Network network, Network largest, RoundedLayers... policies) {
    List<ParameterSpec> specs = new ArrayList<>(Parameters.specsFor(largest));
    specs.addAll(specs(network, policies).stream().filter(ParameterSpec::isOfGrid).toList());
    Parameters parameters = Parameters.initialize(specs, new Seeds(5));
    try (Parameters noisy = Networks.parameters(largest)) {
      for (int i = 0; i < noisy.length(); i++) {
        parameters.values().putScalar(i, noisy.values().getFloat(i));
      }
    }
    for (Layer layer : network.layers()) {
      if (layer instanceof Conv) {
        int scale = parameters.place(layer.name() + ".scale").offset();
        parameters.values().putScalar(scale + 1, -parameters.values().getFloat(scale + 1));
      }
      for (RoundedLayers rounded : policies) {
        grids(network, layer, rounded).forEach(grid -> set(parameters, grid));
      }
    }
    return parameters;
  }

  private static void set(Parameters parameters, LearnedGrid grid) {
    float reach = 1.3f;
    if (grid.part() == LearnedGrid.Part.WEIGHT) {
      reach = 0;
      // So little of int2 is left at 0 that no channel is constant.
      float share = Math.min(0.6f, 0.25f * grid.format().maxLevel(0));
      for (float w : parameters.value(grid.layer() + ".weight")) {
        reach = Math.max(reach, share * Math.abs(w));
      }
    }
    float low = grid.part() == LearnedGrid.Part.INPUT && grid.format().hasOffset() ? 0 : -reach;
    Grid start = grid.format().grid(low, reach);
    grid.set(parameters, start);
  }

  private static RoundedLayers formats(Network network, int shift) {
    TreeMap<String, RoundedLayers.Formats> layers = new TreeMap<>();
    int i = shift;
    for (Layer layer : network.layers()) {
      layers.put(
          layer.name(),
          new RoundedLayers.Formats(
              NumberFormat.parse(WEIGHTS.get(i % WEIGHTS.size())),
              NumberFormat.parse(INPUTS.get(i % INPUTS.size()))));
      i++;
    }
    return new RoundedLayers(layers);
  }

  private static RoundedLayers uniform(Network network, String weights, String input) {
    TreeMap<String, RoundedLayers.Formats> layers = new TreeMap<>();
    network
        .layers()
        .forEach(
            layer ->
                layers.put(
                    layer.name(),
                    new RoundedLayers.Formats(
                        NumberFormat.parse(weights), NumberFormat.parse(input))));
    return new RoundedLayers(layers);
  }

  private static float[] floats(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
