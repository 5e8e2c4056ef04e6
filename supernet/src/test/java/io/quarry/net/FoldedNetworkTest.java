package io.quarry.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.arch.Add;
import io.quarry.arch.Conv;
import io.quarry.arch.Dense;
import io.quarry.arch.Gate;
import io.quarry.arch.GlobalAveragePool;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.arch.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class FoldedNetworkTest {
  private static final int BATCH = 2;

  private final int threadsBefore = NativeThreads.current();

  @BeforeEach
  void useOneThread() {
    NativeThreads.use(1);
  }

  @AfterEach
  void restoreThreads() {
    NativeThreads.use(threadsBefore);
  }

  @ParameterizedTest
  @CsvSource({"8, 16, 3", "16, 8, 5", "5, 7, 3"})
  void theFoldedNetworkComputesWhatInferenceDoes(int channels, int inner, int kernel) {
    for (Network network :
        new Network[] {
          Networks.gated(channels, inner, kernel), Networks.bottleneck(channels, inner, kernel)
        }) {
      Network largest =
          network.input().channels() == 3
              ? Networks.gated(24, 32, 5)
              : Networks.bottleneck(24, 32, 5);
      try (Parameters parameters = Networks.parameters(largest);
          NetworkRunner runner = new NetworkRunner(parameters)) {
        BatchStatistics statistics =
            runner.calibrate(network, Networks.images(network, 8), (node, activation) -> {});
        INDArray images = Networks.images(network, BATCH);
        float[] expected = runner.infer(network, statistics, images).data().asFloat();
        FoldedNetwork folded = FoldedNetwork.of(network, parameters, statistics);
        double[] logits = run(folded, images.data().asFloat());
        for (int i = 0; i < logits.length; i++) {
          assertThat(logits[i]).isCloseTo(expected[i], within(1e-4));
        }
      }
    }
  }

  @Test
  void aFoldedNetworkTravels() throws IOException, ClassNotFoundException {
    Network network = Networks.inverted(8, 16, 3);
    try (Parameters parameters = Networks.parameters(network);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      BatchStatistics statistics =
          runner.calibrate(network, Networks.images(network, 8), (node, activation) -> {});
      FoldedNetwork folded = FoldedNetwork.of(network, parameters, statistics);
      FoldedNetwork copy = (FoldedNetwork) copy(folded);
      assertThat(copy.network()).isEqualTo(network);
      assertThat(copy.layer("middle").weights()).isEqualTo(folded.layer("middle").weights());
      BatchStatistics statisticsCopy = (BatchStatistics) copy(statistics);
      Conv stem = (Conv) network.nodes().get(0);
      assertThat(statisticsCopy.mean(stem)).isEqualTo(statistics.mean(stem));
    }
  }

  @Test
  void aLayerOfTheWrongLengthIsRefused() {
    assertThatThrownBy(
            () -> new FoldedLayer(new Dense("head", 0, 3, 2), new float[5], new float[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Layer head has 6 weights and 2 outputs, not 5 and 2");
  }

  @Test
  void aNetworkWithoutAllItsLayersIsRefused() {
    Network network = Networks.inverted(8, 16, 3);
    assertThatThrownBy(() -> new FoldedNetwork(network, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Layer stem has no weights");
  }

  private static Object copy(Object object) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }

  /** Plain inference: convolution with bias and ReLU, weights [out, in, kernel, kernel]. */
  private static double[] run(FoldedNetwork folded, float[] images) {
    Map<Integer, double[]> all = new HashMap<>();
    double[] input = new double[images.length];
    for (int i = 0; i < input.length; i++) {
      input[i] = images[i];
    }
    all.put(Node.INPUT, input);
    Network network = folded.network();
    for (int i = 0; i < network.nodes().size(); i++) {
      Node node = network.nodes().get(i);
      if (node instanceof Conv conv) {
        all.put(i, convolve(conv, folded.layer(conv.name()), all.get(conv.input())));
      } else if (node instanceof Add add) {
        double[] sum = all.get(add.left()).clone();
        for (int j = 0; j < sum.length; j++) {
          double s = sum[j] + all.get(add.right())[j];
          sum[j] = add.relu() ? Math.max(0, s) : s;
        }
        all.put(i, sum);
      } else if (node instanceof Gate gate) {
        all.put(i, ReferenceNetwork.gated(gate, all.get(gate.input()), all.get(gate.factors())));
      } else if (node instanceof GlobalAveragePool pool) {
        all.put(i, ReferenceNetwork.mean(all.get(pool.input()), pool.in(), BATCH));
      } else if (node instanceof Dense dense) {
        all.put(i, multiply(dense, folded.layer(dense.name()), all.get(dense.input())));
      }
    }
    return all.get(network.nodes().size() - 1);
  }

  private static double[] convolve(Conv conv, FoldedLayer layer, double[] x) {
    Shape in = conv.in();
    Shape out = conv.output();
    int k = conv.kernel();
    int perFilter = conv.channelsPerFilter();
    double[] y = new double[BATCH * out.elements()];
    for (int at = 0; at < y.length; at++) {
      int o = at % out.channels();
      int ox = at / out.channels() % out.width();
      int oy = at / out.channels() / out.width() % out.height();
      int n = at / out.elements();
      double sum = layer.bias()[o];
      for (int i = 0; i < perFilter; i++) {
        for (int ky = 0; ky < k; ky++) {
          for (int kx = 0; kx < k; kx++) {
            int iy = oy * conv.stride() + ky - k / 2;
            int ix = ox * conv.stride() + kx - k / 2;
            if (iy >= 0 && ix >= 0 && iy < in.height() && ix < in.width()) {
              int channel = conv.depthwise() ? o : i;
              sum +=
                  layer.weights()[((o * perFilter + i) * k + ky) * k + kx]
                      * x[((n * in.height() + iy) * in.width() + ix) * in.channels() + channel];
            }
          }
        }
      }
      y[at] = conv.relu() ? Math.max(0, sum) : sum;
    }
    return y;
  }

  private static double[] multiply(Dense dense, FoldedLayer layer, double[] x) {
    double[] y = new double[BATCH * dense.outputChannels()];
    for (int n = 0; n < BATCH; n++) {
      for (int o = 0; o < dense.outputChannels(); o++) {
        double sum = layer.bias()[o];
        for (int i = 0; i < dense.inputChannels(); i++) {
          sum += layer.weights()[o * dense.inputChannels() + i] * x[n * dense.inputChannels() + i];
        }
        y[n * dense.outputChannels() + o] =
            switch (dense.activation()) {
              case NONE -> sum;
              case RELU -> Math.max(0, sum);
              case HARD_SIGMOID -> Math.max(0, Math.min(1, sum)); // its line is folded
            };
      }
    }
    return y;
  }
}
