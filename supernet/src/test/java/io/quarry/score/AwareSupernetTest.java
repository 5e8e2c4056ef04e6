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
import io.quarry.net.RoundedLayers;
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
import java.util.TreeMap;
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
  private static final ElasticConvNet NET = net(BlockType.INVERTED, BlockType.BOTTLENECK);
  private static final ElasticConvNet GATED = net(BlockType.INVERTED_SE);
  private static final PolicySettings SETTINGS =
      new PolicySettings(
          List.of("float32", "int8", "int3", "int2"),
          PolicySettings.FREE,
          PolicySettings.FREE,
          Granularity.CHANNEL,
          new MeanSquaredError(),
          new MeanSquaredError());
  private static final PhaseFormats FORMATS =
      new PhaseFormats(
          List.of(
              LayerFormats.parse("int8"), LayerFormats.parse("int3"), LayerFormats.parse("int2")),
          0.2,
          1);
  private static final Checkpoint AWARE = trained(NET, FORMATS);

  @Test
  void fewBitsCostLessThanAfterTrainingInFloat32() {
    SupernetScorer aware = scorer(AWARE);
    SupernetScorer after = scorer(trained(NET, PhaseFormats.none()));
    assertThat(error(aware, "int2")).isLessThan(error(after, "int2") - 10);
    assertThat(error(aware, "int3")).isLessThan(error(after, "int3"));
    assertThat(error(aware, "int8")).isLessThan(error(after, "float32") + 5);
  }

  /** Residual paths are kept in 8 bits when deployed, and biases in integers; training does not. */
  @Test
  void theDeployedModelAgreesWithTheTrainersOwnNetwork() {
    List<String> formats = List.of("int8", "int3", "int2", "float32/uint3", "int3/float32");
    for (Candidate architecture : List.of(NET.largest(), NET.smallest())) {
      boolean residual = hasSum(NET.network(architecture));
      compare(NET, AWARE, architecture, formats)
          .forEach(
              (format, likeness) -> {
                assertThat(likeness.agreement).as(format).isGreaterThan(residual ? 0.7 : 0.93);
                assertThat(likeness.difference).as(format).isLessThan(residual ? 0.3 : 0.1);
              });
    }
  }

  /** So it is with what a gate multiplies: without such storage both compute the same. */
  @Test
  void gatesRoundInTrainingAsTheyDoWhenDeployed() {
    Checkpoint checkpoint = trained(GATED, FORMATS);
    for (Candidate architecture : List.of(GATED.largest(), GATED.smallest())) {
      compare(GATED, checkpoint, architecture, List.of("float32/uint3", "int3/float32"))
          .forEach(
              (format, likeness) -> assertThat(likeness.difference).as(format).isLessThan(1e-4));
      boolean residual = hasSum(GATED.network(architecture));
      compare(GATED, checkpoint, architecture, List.of("int8", "int3"))
          .forEach(
              (format, likeness) -> {
                assertThat(likeness.agreement).as(format).isGreaterThan(0.85);
                assertThat(likeness.difference).as(format).isLessThan(residual ? 0.3 : 0.1);
              });
    }
  }

  @Test
  void formatsThatWereNotTrainedAreCalibrated() {
    assertThat(error(scorer(AWARE), "int5")).isLessThan(error(scorer(AWARE), "int8") + 15);
  }

  /** How like the deployed model's logits are those of the trainer, by formats. */
  private static Map<String, Likeness> compare(
      ElasticConvNet net, Checkpoint checkpoint, Candidate architecture, List<String> formats) {
    NativeThreads.use(1);
    Network network = net.network(architecture);
    SupernetScorer scorer = scorer(net, checkpoint);
    Map<String, Likeness> likenesses = new TreeMap<>();
    try (Parameters parameters = Trainer.parameters(checkpoint, net);
        NetworkRunner runner = new NetworkRunner(parameters);
        INDArray calibration = array(TASK.calibration());
        INDArray validation = array(TASK.validation())) {
      for (String format : formats) {
        Policy policy = Policy.uniform(network, LayerFormats.parse(format));
        RoundedLayers rounded = policy.rounded();
        BatchStatistics statistics =
            runner.calibrate(network, rounded, calibration, (node, x) -> {});
        float[] expected = new float[IMAGES * net.classes()];
        NativeArrays.read(runner.infer(network, rounded, statistics, validation), expected);
        float[] actual = deployed(scorer, candidate(architecture, policy));
        likenesses.put(format, Likeness.of(expected, actual));
      }
    }
    return likenesses;
  }

  private static boolean hasSum(Network network) {
    return network.nodes().stream().anyMatch(Add.class::isInstance);
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

  private static float[] deployed(SupernetScorer scorer, Candidate candidate) {
    try (InferenceSession session = InferenceSession.open(scorer.model(candidate), 1)) {
      return session.run(
          ValidationImages.of(TASK.validation(), TASK.normalization()).slice(0, IMAGES));
    }
  }

  private static SupernetScorer scorer(Checkpoint checkpoint) {
    return scorer(NET, checkpoint);
  }

  private static SupernetScorer scorer(ElasticConvNet net, Checkpoint checkpoint) {
    return new SupernetScorer(net, checkpoint, SETTINGS, TASK, 1);
  }

  private static ElasticConvNet net(BlockType... types) {
    Stage stage =
        new Stage(List.of(types), List.of(1, 2), List.of(8, 24), List.of(3), List.of(2), 2);
    return new ElasticConvNet(
        new ConvFamily(List.of(8, 16), 2, List.of(stage)), TASK.shape(), TASK.classes());
  }

  /** The largest network in float32, then with formats; without, in float32 to the end. */
  private static Checkpoint trained(ElasticConvNet net, PhaseFormats formats) {
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
    return new Trainer(net, recipe, SETTINGS, TASK, SEEDS, 1).train(new Quiet());
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

  /**
   * Two networks' logits for the same images.
   *
   * @param agreement share of the images whose largest logit is the same
   * @param difference mean distance of logits, in units of their mean size
   */
  private record Likeness(double agreement, double difference) {
    static Likeness of(float[] a, float[] b) {
      int equal = 0;
      for (int image = 0; image < IMAGES; image++) {
        equal += best(a, image) == best(b, image) ? 1 : 0;
      }
      return new Likeness(
          (double) equal / IMAGES, meanDifference(a, b) / meanDifference(a, new float[a.length]));
    }

    private static int best(float[] logits, int image) {
      int classes = TASK.classes();
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
