package io.quarry.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.arch.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks without a classifier, which end in a feature map. */
class FeatureNetworkTest {
  private static final int BATCH = 3;

  /** Ending in a convolution, in a sum that an earlier node goes into, and in a ReLU of a sum. */
  static List<Network> networks() {
    return List.of(
        ending(Networks.inverted(4, 6, 3), 4),
        ending(Networks.inverted(4, 6, 3), 5),
        ending(Networks.bottleneck(4, 3, 3), 5));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void putsOutTheFeaturesOfTheReference(Network network) {
    try (Parameters parameters = Networks.parameters(network);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      INDArray images = Networks.images(network, BATCH);
      double[] expected = last(network, parameters, images);
      BatchStatistics statistics = runner.calibrate(network, images, (node, activation) -> {});
      INDArray features = runner.infer(network, statistics, images);
      Shape shape = network.output();
      assertThat(features.shape())
          .containsExactly(BATCH, shape.height(), shape.width(), shape.channels());
      assertThat(doubles(features)).containsExactly(expected, within(1e-4));
      assertThat(doubles(runner.forward(network, images))).containsExactly(expected, within(1e-4));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientsEqualFiniteDifferences(Network network) {
    try (Parameters parameters = Networks.parameters(network);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      INDArray images = Networks.images(network, BATCH);
      Shape shape = network.output();
      float[] r = Networks.random(BATCH * shape.elements(), "r");
      runner.forward(network, images);
      runner.backward(
          Nd4j.create(r, new long[] {BATCH, shape.height(), shape.width(), shape.channels()}, 'c'));
      ReferenceNetwork reference = new ReferenceNetwork(parameters);
      double h = 1e-6;
      float[] pixels = images.data().asFloat();
      for (ParameterSpec spec : parameters.specs()) {
        double[] values = reference.value(spec.name());
        float[] gradient = parameters.gradient(spec.name());
        for (int i = 0; i < values.length; i += Math.max(1, values.length / 5)) {
          double kept = values[i];
          values[i] = kept + h;
          double above = reference.weightedLogits(network, pixels, BATCH, r);
          values[i] = kept - h;
          double below = reference.weightedLogits(network, pixels, BATCH, r);
          values[i] = kept;
          double expected = (above - below) / (2 * h);
          assertThat((double) gradient[i])
              .as("%s[%d]", spec.name(), i)
              .isCloseTo(expected, within(1e-3 * Math.max(1, Math.abs(expected))));
        }
      }
    }
  }

  @Test
  void refusesAGradientOfLogits() {
    Network network = networks().get(0);
    try (Parameters parameters = Networks.parameters(network);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      runner.forward(network, Networks.images(network, BATCH));
      INDArray logits = Networks.matrix(new float[BATCH * network.output().channels()], BATCH);
      assertThatThrownBy(() -> runner.backward(logits))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("array of shape [3, 7, 7, 4], not a FLOAT");
    }
  }

  /** The first nodes of a network. */
  private static Network ending(Network network, int nodes) {
    List<Node> first = new ArrayList<>(network.nodes().subList(0, nodes));
    return new Network(network.input(), first);
  }

  private static double[] last(Network network, Parameters parameters, INDArray images) {
    return new ReferenceNetwork(parameters)
        .forward(network, images.data().asFloat(), BATCH)
        .get(network.nodes().size() - 1);
  }

  private static double[] doubles(INDArray array) {
    return array.dup('c').data().asDouble();
  }
}
