package io.quarry.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.arch.Add;
import io.quarry.arch.BlockType;
import io.quarry.arch.ConvFamily;
import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.Network;
import io.quarry.arch.Shape;
import io.quarry.arch.Stage;
import io.quarry.data.Augmentation;
import io.quarry.data.Glyphs;
import io.quarry.data.Images;
import io.quarry.data.PixelTransform;
import io.quarry.data.SplitSizes;
import io.quarry.data.Task;
import io.quarry.net.BatchStatistics;
import io.quarry.net.NativeArrays;
import io.quarry.net.NativeThreads;
import io.quarry.net.NetworkRunner;
import io.quarry.net.Parameters;
import io.quarry.onnx.InferenceSession;
import io.quarry.quantize.Granularity;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.MeanSquaredError;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.train.Checkpoint;
import io.quarry.train.Phase;
import io.quarry.train.PhaseFormats;
import io.quarry.train.Progress;
import io.quarry.train.Recipe;
import io.quarry.train.Trainer;
import io.quarry.train.TrainingListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A supernet trained for its formats, from its training to the models that are deployed. */
class AwareSupernetTest {
  private static final Seeds SEEDS = new Seeds(31);
  private static final int IMAGES = 400;
  private static final Task TASK =
      Glyphs.standard().load(new SplitSizes(1600, 200, IMAGES, 12), SEEDS.child("data"));
  private static final ElasticConvNet NET =
      new ElasticConvNet(
          new ConvFamily(
              List.of(8, 16),
              2,
              List.of(
                  new Stage(
                      List.of(BlockType.INVERTED, BlockType.BOTTLENECK),
                      List.of(1, 2),
                      List.of(8, 24),
                      List.of(3),
                      List.of(2),
                      2))),
          TASK.shape(),
          TASK.classes());
  private static final PolicySettings SETTINGS =
      new PolicySettings(
          List.of("float32", "int8", "int3", "int2"),
          PolicySettings.FREE,
          PolicySettings.FREE,
          Granularity.CHANNEL,
          new MeanSquaredError(),
          new MeanSquaredError());
  private static final Checkpoint AWARE =
      trained(
          new PhaseFormats(
              List.of(
                  LayerFormats.parse("int8"),
                  LayerFormats.parse("int3"),
                  LayerFormats.parse("int2")),
              0.2,
              1));

  @Test
  void fewBitsCostLessThanAfterTrainingInFloat32() {
    SupernetScorer aware = scorer(AWARE);
    SupernetScorer after = scorer(trained(PhaseFormats.none()));
    assertThat(error(aware, "int2")).isLessThan(error(after, "int2") - 10);
    assertThat(error(aware, "int3")).isLessThan(error(after, "int3"));
    assertThat(error(aware, "int8")).isLessThan(error(after, "float32") + 5);
  }

  /** Residual paths are kept in 8 bits when deployed, and biases in integers; training does not. */
  @Test
  void theDeployedModelAgreesWithTheTrainersOwnNetwork() {
    NativeThreads.use(1);
    try (Parameters parameters = Trainer.parameters(AWARE, NET);
        NetworkRunner runner = new NetworkRunner(parameters);
        INDArray calibration = array(TASK.calibration());
        INDArray validation = array(TASK.validation())) {
      for (Candidate architecture : List.of(NET.largest(), NET.smallest())) {
        Network network = NET.network(architecture);
        for (String formats : List.of("int8", "int3", "int2", "float32/uint3", "int3/float32")) {
          Policy policy = Policy.uniform(network, LayerFormats.parse(formats));
          BatchStatistics statistics =
              runner.calibrate(network, policy.rounded(), calibration, (node, x) -> {});
          float[] expected = new float[IMAGES * NET.classes()];
          NativeArrays.read(
              runner.infer(network, policy.rounded(), statistics, validation), expected);
          float[] actual = deployed(architecture, policy);
          boolean residual = network.nodes().stream().anyMatch(Add.class::isInstance);
          double magnitude = meanDifference(expected, new float[expected.length]);
          assertThat(agreement(expected, actual)).as(formats).isGreaterThan(residual ? 0.7 : 0.93);
          assertThat(meanDifference(expected, actual))
              .as(formats)
              .isLessThan((residual ? 0.3 : 0.1) * magnitude);
        }
      }
    }
  }

  @Test
  void formatsThatWereNotTrainedAreCalibrated() {
    assertThat(error(scorer(AWARE), "int5")).isLessThan(error(scorer(AWARE), "int8") + 15);
  }

  private static double error(SupernetScorer scorer, String formats) {
    Network network = NET.network(NET.largest());
    return scorer
        .score(candidate(NET.largest(), Policy.uniform(network, LayerFormats.parse(formats))))
        .accuracy()
        .top1ErrorPercent();
  }

  private static Candidate candidate(Candidate architecture, Policy policy) {
    Map<String, String> values = new HashMap<>(architecture.values());
    values.putAll(policy.decisions());
    return Candidate.of(values);
  }

  private static float[] deployed(Candidate architecture, Policy policy) {
    byte[] model = scorer(AWARE).model(candidate(architecture, policy));
    try (InferenceSession session = InferenceSession.open(model, 1)) {
      return session.run(
          ValidationImages.of(TASK.validation(), TASK.normalization()).slice(0, IMAGES));
    }
  }

  private static SupernetScorer scorer(Checkpoint checkpoint) {
    return new SupernetScorer(NET, checkpoint, SETTINGS, TASK, 1);
  }

  /** The largest network in float32, then with formats; without, in float32 to the end. */
  private static Checkpoint trained(PhaseFormats formats) {
    Recipe recipe =
        new Recipe(
            32,
            0.9,
            1e-4,
            0.05,
            5,
            0.5,
            1,
            new Augmentation(1, false),
            List.of(
                new Phase(Phase.Kind.LARGEST, 5, 0.1, 0.1),
                new Phase(Phase.Kind.SANDWICH, 5, 0.05, 0.1, formats)));
    return new Trainer(NET, recipe, SETTINGS, TASK, SEEDS, 1).train(new Quiet());
  }

  private static INDArray array(Images images) {
    Shape shape = images.shape();
    float[] pixels = new float[images.count() * shape.elements()];
    PixelTransform.of(TASK.normalization()).nhwc(images, 0, images.count(), pixels);
    INDArray array =
        Nd4j.createUninitialized(
            DataType.FLOAT, images.count(), shape.height(), shape.width(), shape.channels());
    NativeArrays.write(pixels, array);
    return array;
  }

  /** Share of the images whose largest logit is the same. */
  private static double agreement(float[] a, float[] b) {
    int equal = 0;
    for (int image = 0; image < IMAGES; image++) {
      equal += best(a, image) == best(b, image) ? 1 : 0;
    }
    return (double) equal / IMAGES;
  }

  private static int best(float[] logits, int image) {
    int classes = NET.classes();
    int best = 0;
    for (int k = 1; k < classes; k++) {
      best = logits[image * classes + k] > logits[image * classes + best] ? k : best;
    }
    return best;
  }

  private static double meanDifference(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((double) a[i] - b[i]);
    }
    return sum / a.length;
  }

  private static final class Quiet implements TrainingListener {
    @Override
    public void stepped(Progress progress) {}

    @Override
    public void save(Checkpoint partial) {}

    @Override
    public boolean stopRequested() {
      return false;
    }
  }
}
