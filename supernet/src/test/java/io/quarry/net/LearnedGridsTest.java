package io.quarry.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.format.Grid;
import io.quarry.format.IntegerFormat;
import io.quarry.format.LevelFormat;
import io.quarry.format.NumberFormat;
import io.quarry.format.Quantizer;
import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class LearnedGridsTest {
  private static final IntegerFormat INT3 = IntegerFormat.signed(3);
  private static final IntegerFormat UINT3 = IntegerFormat.unsigned(3);
  private static final Network NETWORK =
      new Networks.Builder(5, 3).dense3("first", 6, 1, 1).linear("second", 4).classify(3);

  /** Also of channels that normalization turns, whose smallest code has no counterpart. */
  /** By hand, from the largest levels: 127, 7, 15; and 57,344 and 6 in 8 and 4 bits. */
  @Test
  void aScaleLearnsAsThatOfIntegersOfAsManyBits() {
    assertThat(factor("int8")).isEqualTo((float) (1 / Math.sqrt(100 * 127)));
    assertThat(factor("uint4")).isEqualTo((float) (1 / Math.sqrt(100 * 15)));
    assertThat(factor("ternary-mean")).isEqualTo(0.1f);
    double e5m2 = 127.0 / 57_344;
    assertThat(factor("e5m2")).isEqualTo((float) (e5m2 * e5m2 / Math.sqrt(100 * 127)));
    assertThat(factor("e2m1")).isEqualTo((float) (49.0 / 36 / Math.sqrt(100 * 7)));
  }

  private static float factor(String format) {
    return new LearnedGrid(
            "layer", LearnedGrid.Part.WEIGHT, (LevelFormat) NumberFormat.parse(format))
        .gradientFactor(100);
  }

  @Test
  void foldedWeightsHaveTheCodesOfTraining() {
    LearnedGrid learned = new LearnedGrid("first", LearnedGrid.Part.WEIGHT, INT3);
    try (Parameters parameters = parameters(learned);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      learned.set(parameters, new Grid(0.08f, 0));
      int gamma = parameters.place("first.scale").offset();
      parameters.values().putScalar(gamma + 1, -0.7);
      parameters.values().putScalar(gamma + 4, -1.3);
      INDArray images = Networks.images(NETWORK, 4);
      BatchStatistics statistics = runner.calibrate(NETWORK, images, (node, x) -> {});
      Layer layer = NETWORK.layers().get(0);
      float[] folded = FoldedNetwork.of(NETWORK, parameters, statistics).layer("first").weights();
      List<Grid> grids =
          LearnedGrids.of(NETWORK, parameters, statistics).weights("first", INT3).orElseThrow();
      byte[] codes = new Quantizer(INT3, grids).quantize(folded);
      float[] shared = parameters.value("first.weight");
      int outputs = layer.outputChannels();
      for (int o = 0; o < outputs; o++) {
        float sign = Math.signum(parameters.value("first.scale")[o]);
        for (int i = 0; i < 3; i++) {
          double code = Math.rint(sign * shared[i * outputs + o] / 0.08f);
          assertThat((double) codes[o * 3 + i]).isEqualTo(Math.max(-4, Math.min(3, code)));
        }
      }
      assertThat(codes).contains(-4, 3);
    }
  }

  @Test
  void aLayerHasTheGridOfWhatItReads() {
    LearnedGrid ofImages = new LearnedGrid("first", LearnedGrid.Part.SIGNED_INPUT, UINT3);
    LearnedGrid ofRelu = new LearnedGrid("second", LearnedGrid.Part.INPUT, UINT3);
    LearnedGrid ofOthers = new LearnedGrid("second", LearnedGrid.Part.SIGNED_INPUT, UINT3);
    try (Parameters parameters = parameters(ofImages, ofRelu, ofOthers);
        NetworkRunner runner = new NetworkRunner(parameters)) {
      ofImages.set(parameters, new Grid(0.5f, 2));
      ofRelu.set(parameters, new Grid(0.25f, 0));
      ofOthers.set(parameters, new Grid(4, 3));
      BatchStatistics statistics =
          runner.calibrate(NETWORK, Networks.images(NETWORK, 4), (node, x) -> {});
      LearnedGrids grids = LearnedGrids.of(NETWORK, parameters, statistics);
      assertThat(grids.input("first", UINT3)).contains(new Grid(0.5f, 2));
      assertThat(grids.input("second", UINT3)).contains(new Grid(0.25f, 0));
      assertThat(grids.input("head", UINT3)).isEmpty();
      assertThat(grids.weights("first", INT3)).isEmpty();
    }
  }

  @Test
  void whatWasNotLearnedIsLeftInFloat32() {
    LearnedGrid weights = new LearnedGrid("first", LearnedGrid.Part.WEIGHT, INT3);
    LearnedGrid never = new LearnedGrid("second", LearnedGrid.Part.WEIGHT, INT3);
    try (Parameters parameters = parameters(weights, never)) {
      weights.set(parameters, new Grid(1, 0));
      TreeMap<String, RoundedLayers.Formats> formats = new TreeMap<>();
      NETWORK
          .layers()
          .forEach(layer -> formats.put(layer.name(), new RoundedLayers.Formats(INT3, UINT3)));
      RoundedLayers known = LearnedGrids.known(NETWORK, new RoundedLayers(formats), parameters);
      NumberFormat float32 = NumberFormat.parse("float32");
      assertThat(known.of(NETWORK.layers().get(0)))
          .isEqualTo(new RoundedLayers.Formats(INT3, float32));
      assertThat(known.of(NETWORK.layers().get(1)))
          .isEqualTo(new RoundedLayers.Formats(float32, float32));
    }
  }

  private static Parameters parameters(LearnedGrid... grids) {
    List<ParameterSpec> specs = new ArrayList<>(Parameters.specsFor(NETWORK));
    for (LearnedGrid grid : grids) {
      specs.addAll(grid.specs());
    }
    return Parameters.initialize(specs, new Seeds(3));
  }
}
