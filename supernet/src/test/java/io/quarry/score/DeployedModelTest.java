package io.quarry.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.arch.BlockType;
import io.quarry.arch.ConvFamily;
import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.Network;
import io.quarry.arch.Shape;
import io.quarry.arch.Stage;
import io.quarry.data.Glyphs;
import io.quarry.data.Images;
import io.quarry.data.PixelTransform;
import io.quarry.data.SplitSizes;
import io.quarry.data.Task;
import io.quarry.net.BatchStatistics;
import io.quarry.net.FoldedNetwork;
import io.quarry.net.NativeArrays;
import io.quarry.net.NetworkRunner;
import io.quarry.net.Parameters;
import io.quarry.onnx.InferenceSession;
import io.quarry.onnx.ModelWriter;
import io.quarry.quantize.ActivationStatistics;
import io.quarry.quantize.Calibration;
import io.quarry.quantize.Granularity;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.MinMax;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import io.quarry.quantize.QuantizedNetwork;
import io.quarry.seed.Seeds;
import io.quarry.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What is trained and calibrated on native arrays is what ONNX Runtime runs. */
class DeployedModelTest {
  private static final Seeds SEEDS = new Seeds(21);
  private static final int IMAGES = 100;
  private static final double TOLERANCE = 1e-4;

  private final Task task =
      Glyphs.standard().load(new SplitSizes(60, IMAGES, IMAGES, 12), SEEDS.child("data"));
  private final ElasticConvNet net =
      new ElasticConvNet(
          new ConvFamily(
              List.of(4, 8),
              1,
              List.of(
                  new Stage(
                      List.of(BlockType.INVERTED, BlockType.FUSED),
                      List.of(1, 2),
                      List.of(4, 8, 16),
                      List.of(3, 5),
                      List.of(1, 2),
                      2),
                  new Stage(
                      List.of(BlockType.values()),
                      List.of(1, 2, 3),
                      List.of(6, 12, 24),
                      List.of(3, 5),
                      List.of(2, 4),
                      2))),
          task.shape(),
          task.classes());

  @Test
  void onnxRuntimeAgreesWithTheTapeOnTheLargestAndTwentyRandomSubnetworks() {
    RandomGenerator random = SEEDS.child("subnets").generator();
    List<Network> networks = new ArrayList<>(List.of(net.network(net.largest())));
    for (int i = 0; i < 20; i++) {
      networks.add(net.network(net.space().sample(random)));
    }
    try (Parameters parameters = Parameters.initialize(Trainer.parametersOf(net), SEEDS);
        NetworkRunner runner = new NetworkRunner(parameters);
        INDArray calibration = array(task.calibration());
        INDArray validation = array(task.validation())) {
      for (Network network : networks) {
        List<ActivationStatistics> statistics = new ArrayList<>();
        BatchStatistics batch =
            runner.calibrate(
                network, calibration, (node, a) -> statistics.add(ActivationStatistics.of(a)));
        float[] expected = new float[IMAGES * net.classes()];
        NativeArrays.read(runner.infer(network, batch, validation), expected);
        float[] actual =
            deployed(new Calibration(FoldedNetwork.of(network, parameters, batch), statistics));
        assertThat(largestDifference(expected, actual))
            .as(network.toString())
            .isLessThan(TOLERANCE * largestDifference(expected, new float[expected.length]));
      }
    }
  }

  private float[] deployed(Calibration calibration) {
    Policy float32 = Policy.uniform(calibration.folded().network(), LayerFormats.parse("float32"));
    PolicySettings settings =
        new PolicySettings(
            List.of("float32"), "free", "free", Granularity.CHANNEL, new MinMax(), new MinMax());
    byte[] model = ModelWriter.bytes(QuantizedNetwork.of(calibration, float32, settings), Map.of());
    try (InferenceSession session = InferenceSession.open(model, 1)) {
      return session.run(
          ValidationImages.of(task.validation(), task.normalization()).slice(0, IMAGES));
    }
  }

  private INDArray array(Images images) {
    Shape shape = images.shape();
    float[] pixels = new float[images.count() * shape.elements()];
    PixelTransform.of(task.normalization()).nhwc(images, 0, images.count(), pixels);
    INDArray array =
        Nd4j.createUninitialized(
            DataType.FLOAT, images.count(), shape.height(), shape.width(), shape.channels());
    NativeArrays.write(pixels, array);
    return array;
  }

  private static double largestDifference(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
    }
    return largest;
  }
}
