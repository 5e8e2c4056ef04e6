package io.quarry.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.arch.Conv;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class NetworkRunnerTest {
  private static final int BATCH = 3;

  private final int threadsBefore = NativeThreads.current();

  @BeforeEach
  void useOneThread() {
    NativeThreads.use(1);
  }

  @AfterEach
  void restoreThreads() {
    NativeThreads.use(threadsBefore);
  }

  /** A network and the larger ones that its parameters are made for. */
  static Stream<Arguments> networks() {
    return Stream.of(
        named("inverted 5x5", Networks.inverted(8, 16, 5), Networks.inverted(8, 16, 5)),
        named("inverted 3x3", Networks.inverted(8, 16, 3), Networks.inverted(8, 16, 3)),
        named(
            "inverted sliced, cropped", Networks.inverted(8, 16, 3), Networks.inverted(24, 40, 5)),
        named("inverted 5x5 sliced", Networks.inverted(8, 24, 5), Networks.inverted(24, 40, 5)),
        named("inverted, odd channels", Networks.inverted(5, 11, 5), Networks.inverted(7, 13, 5)),
        named("bottleneck 3x3", Networks.bottleneck(16, 8, 3), Networks.bottleneck(16, 8, 3)),
        named("bottleneck 5x5", Networks.bottleneck(16, 8, 5), Networks.bottleneck(16, 8, 5)),
        named(
            "bottleneck sliced, cropped",
            Networks.bottleneck(8, 8, 3),
            Networks.bottleneck(32, 16, 5)),
        named(
            "bottleneck, odd channels", Networks.bottleneck(6, 3, 5), Networks.bottleneck(9, 5, 5)),
        named("separable 5x5", Networks.separable(8, 16, 5), Networks.separable(8, 16, 5)),
        named(
            "separable sliced, cropped",
            Networks.separable(8, 12, 3),
            Networks.separable(16, 24, 5)),
        named("gated", Networks.gated(8, 16, 3), Networks.gated(8, 16, 3)),
        named("gated sliced, cropped", Networks.gated(8, 24, 3), Networks.gated(24, 40, 5)),
        named("gated, odd channels", Networks.gated(5, 11, 5), Networks.gated(7, 13, 5)));
  }

  private static Arguments named(String name, Network network, Network largest) {
    return Arguments.of(name, network, largest);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void forwardEqualsTheReference(String name, Network network, Network largest) {
    try (Parameters parameters = Networks.parameters(largest);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      INDArray images = Networks.images(network, BATCH);
      double[] expected =
          new ReferenceNetwork(parameters)
              .forward(network, floats(images), BATCH)
              .get(network.nodes().size() - 1);
      assertClose(floats(runner.forward(network, images)), expected, 1e-4);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void gradientsEqualFiniteDifferences(String name, Network network, Network largest) {
    try (Parameters parameters = Networks.parameters(largest);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      INDArray images = Networks.images(network, BATCH);
      float[] r = Networks.random(BATCH * network.classes(), "r");
      runner.forward(network, images);
      runner.backward(Networks.matrix(r, BATCH));
      assertGradients(parameters, List.of(network), floats(images), r);
    }
  }

  @Test
  void gradientsOfTwoNetworksAddUp() {
    Network large = Networks.inverted(16, 24, 5);
    Network small = Networks.inverted(8, 16, 3);
    try (Parameters parameters = Networks.parameters(large);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      INDArray images = Networks.images(large, BATCH);
      float[] r = Networks.random(BATCH * large.classes(), "r");
      for (Network network : List.of(large, small)) {
        runner.forward(network, images);
        runner.backward(Networks.matrix(r, BATCH));
      }
      assertGradients(parameters, List.of(large, small), floats(images), r);
    }
  }

  @Test
  void aNodeReadByThreeOthersGetsTheSumOfTheirGradients() {
    Network network =
        new Networks.Builder(6, 2)
            .dense3("stem", 8, 3, 1)
            .dense3("a", 8, 3, 1)
            .add("first", 0, false)
            .conv("b", 0, 8, 1, 1, false, true)
            .add("second", 2, true)
            .add("third", 0, false)
            .classify(3);
    try (Parameters parameters = Networks.parameters(network);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      INDArray images = Networks.images(network, BATCH);
      float[] r = Networks.random(BATCH * network.classes(), "r");
      runner.forward(network, images);
      runner.backward(Networks.matrix(r, BATCH));
      assertGradients(parameters, List.of(network), floats(images), r);
    }
  }

  /** So far off that the hard sigmoid is 0 in one channel, 1 in the next, and between in others. */
  @Test
  void aGateThatIsShutOrOpenHasNoGradient() {
    Network network = Networks.gated(8, 12, 3);
    try (Parameters parameters = Networks.parameters(network);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      int bias = parameters.place("excite.bias").offset();
      parameters.values().putScalar(bias, -40);
      parameters.values().putScalar(bias + 1, 40);
      INDArray images = Networks.images(network, BATCH);
      float[] r = Networks.random(BATCH * network.classes(), "r");
      runner.forward(network, images);
      runner.backward(Networks.matrix(r, BATCH));
      assertThat(parameters.gradient("excite.bias")).startsWith(0, 0);
      assertThat(parameters.gradient("excite.bias")[2]).isNotZero();
      assertGradients(parameters, List.of(network), floats(images), r);
    }
  }

  @Test
  void aViewIntoALargerArrayIsReadWhereItBegins() {
    Network network = Networks.inverted(8, 16, 3);
    try (Parameters parameters = Networks.parameters(network);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      INDArray images = Networks.images(network, 2 * BATCH);
      INDArray second =
          images.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(BATCH, 2 * BATCH));
      float[] fromView = floats(runner.forward(network, second));
      assertThat(fromView).isEqualTo(floats(runner.forward(network, second.dup('c'))));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void calibrationShowsEveryActivationAndMeasuresStatistics(
      String name, Network network, Network largest) {
    try (Parameters parameters = Networks.parameters(largest);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      INDArray images = Networks.images(network, BATCH);
      ReferenceNetwork reference = new ReferenceNetwork(parameters);
      Map<Integer, double[]> expected = reference.forward(network, floats(images), BATCH);
      List<Integer> seen = new ArrayList<>();
      BatchStatistics statistics =
          runner.calibrate(
              network,
              images,
              (node, activation) -> {
                seen.add(node);
                assertThat(activation.shape())
                    .containsExactly(
                        BATCH,
                        network.shapeOf(node).height(),
                        network.shapeOf(node).width(),
                        network.shapeOf(node).channels());
                assertClose(floats(activation), expected.get(node), 1e-4);
              });
      assertThat(seen).hasSize(network.nodes().size() + 1).isSorted().startsWith(Node.INPUT);
      for (Layer layer : network.layers()) {
        if (layer instanceof Conv conv) {
          assertStatistics(
              statistics, conv, reference.convolve(conv, expected.get(conv.input()), BATCH));
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void inferenceOnTheCalibrationBatchEqualsTraining(String name, Network network, Network largest) {
    try (Parameters parameters = Networks.parameters(largest);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      INDArray images = Networks.images(network, BATCH);
      BatchStatistics statistics = runner.calibrate(network, images, (node, activation) -> {});
      float[] inferred = floats(runner.infer(network, statistics, images));
      assertClose(inferred, doubles(floats(runner.forward(network, images))), 1e-5);
    }
  }

  @Test
  void equalCallsGiveEqualBits() {
    Network network = Networks.bottleneck(32, 16, 5);
    NativeThreads.use(2);
    assertThat(train(network)).isEqualTo(train(network));
  }

  @Test
  void equalCalibrationsGiveEqualBits() {
    Network network = Networks.inverted(16, 24, 5);
    NativeThreads.use(2);
    assertThat(calibrate(network))
        .usingElementComparator(Arrays::compare)
        .isEqualTo(calibrate(network));
  }

  @Test
  void aRunnerFollowsTheNumberOfThreads() {
    Network network = Networks.inverted(16, 24, 5);
    try (Parameters parameters = Networks.parameters(network);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      INDArray images = Networks.images(network, 8);
      NativeThreads.use(2);
      double[] two = doubles(floats(runner.forward(network, images)));
      NativeThreads.use(1);
      assertClose(floats(runner.forward(network, images)), two, 1e-5);
    }
  }

  @Test
  void backwardNeedsAForward() {
    Network network = Networks.inverted(8, 8, 3);
    try (Parameters parameters = Networks.parameters(network);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      INDArray gradient = Networks.matrix(new float[4], 1);
      assertThatThrownBy(() -> runner.backward(gradient))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Backward without a forward before");
    }
  }

  @Test
  void imagesOfAnotherShapeAreRefused() {
    Network network = Networks.inverted(8, 8, 3);
    try (Parameters parameters = Networks.parameters(network);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      INDArray images = Networks.images(Networks.bottleneck(8, 8, 3), 2);
      assertThatThrownBy(() -> runner.forward(network, images))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("array of shape [2, 7, 7, 3], not a FLOAT");
    }
  }

  @Test
  void aLayerLargerThanItsParameterIsRefused() {
    try (Parameters parameters = Networks.parameters(Networks.inverted(8, 8, 3));
        NetworkRunner runner = new NetworkRunner(parameters)) {
      Network network = Networks.inverted(8, 8, 5);
      INDArray images = Networks.images(network, 2);
      assertThatThrownBy(() -> runner.forward(network, images))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not fit into its parameter of [3, 3, 1, 8]");
    }
  }

  /** The bits of every activation and statistic of a calibration. */
  private static List<float[]> calibrate(Network network) {
    try (Parameters parameters = Networks.parameters(network);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      List<float[]> bits = new ArrayList<>();
      BatchStatistics statistics =
          runner.calibrate(
              network,
              Networks.images(network, 64),
              (node, activation) -> bits.add(floats(activation)));
      for (Layer layer : network.layers()) {
        if (layer instanceof Conv conv) {
          bits.add(statistics.mean(conv));
          bits.add(statistics.variance(conv));
        }
      }
      return bits;
    }
  }

  /** Some steps of training; the bits of every parameter. */
  private static float[] train(Network network) {
    try (Parameters parameters = Networks.parameters(network);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      INDArray images = Networks.images(network, 16);
      Sgd sgd = new Sgd(parameters, 0.9, 1e-4, 1);
      float[] r = Networks.random(16 * network.classes(), "r");
      for (int step = 0; step < 5; step++) {
        parameters.zeroGradients();
        runner.forward(network, images);
        runner.backward(Networks.matrix(r, 16));
        sgd.step(parameters, 0.1);
      }
      return floats(parameters.values());
    }
  }

  private static void assertStatistics(BatchStatistics statistics, Conv conv, double[] raw) {
    int channels = conv.outChannels();
    for (int c = 0; c < channels; c++) {
      assertThat((double) statistics.mean(conv)[c])
          .isCloseTo(ReferenceNetwork.mean(raw, c, channels, raw.length / channels), within(1e-4));
      double variance = ReferenceNetwork.variance(raw, c, channels, raw.length / channels);
      assertThat((double) statistics.variance(conv)[c])
          .isCloseTo(variance, within(1e-4 * Math.max(1, variance)));
    }
  }

  /** Every gradient against the central difference of the reference, about 5 of a parameter. */
  private static void assertGradients(
      Parameters parameters, List<Network> networks, float[] images, float[] r) {
    ReferenceNetwork reference = new ReferenceNetwork(parameters);
    double h = 1e-6;
    for (ParameterSpec spec : parameters.specs()) {
      double[] values = reference.value(spec.name());
      float[] gradient = parameters.gradient(spec.name());
      double scale = 0;
      for (float g : gradient) {
        scale = Math.max(scale, Math.abs(g));
      }
      int stride = Math.max(1, values.length / 5);
      for (int i = 0; i < values.length; i += stride) {
        double kept = values[i];
        values[i] = kept + h;
        double above = loss(reference, networks, images, r);
        values[i] = kept - h;
        double below = loss(reference, networks, images, r);
        values[i] = kept;
        assertThat((double) gradient[i])
            .as("%s[%d]", spec.name(), i)
            .isCloseTo((above - below) / (2 * h), within(1e-4 + 1e-3 * scale));
      }
    }
  }

  private static double loss(
      ReferenceNetwork reference, List<Network> networks, float[] images, float[] r) {
    return networks.stream()
        .mapToDouble(network -> reference.weightedLogits(network, images, BATCH, r))
        .sum();
  }

  private static void assertClose(float[] actual, double[] expected, double tolerance) {
    assertThat(actual).hasSize(expected.length);
    double scale = 1;
    for (double e : expected) {
      scale = Math.max(scale, Math.abs(e));
    }
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(tolerance * scale));
    }
  }

  private static float[] floats(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  private static double[] doubles(float[] floats) {
    double[] copy = new double[floats.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = floats[i];
    }
    return copy;
  }
}
