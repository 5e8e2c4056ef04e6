package io.quarry.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarry.arch.BlockType;
import io.quarry.arch.Network;
import io.quarry.arch.Shape;
import io.quarry.data.Images;
import io.quarry.data.Task.Normalization;
import io.quarry.net.FoldedNetwork;
import io.quarry.onnx.PlainForward;
import io.quarry.onnx.RandomNetworks;
import io.quarry.quantize.Calibration;
import io.quarry.quantize.Granularity;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.MeanSquaredError;
import io.quarry.quantize.MinMax;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import io.quarry.seed.Seeds;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CandidateScorerTest {
  private static final int COUNT = 130;
  private static final Shape SHAPE = new Shape(6, 6, 2);
  private static final Normalization NORMALIZATION =
      new Normalization(List.of(0.5f, 0.25f), List.of(0.3f, 0.2f));
  private static final Network NETWORK =
      RandomNetworks.network(SHAPE, 8, List.of(BlockType.FUSED, BlockType.BOTTLENECK));
  private static final FoldedNetwork FOLDED =
      RandomNetworks.folded(NETWORK, new Seeds(1).generator());
  private static final Images IMAGES = images();

  @Test
  void accuracyAndLossAreThoseOfThePlainForward() {
    ScoredModel scored = scorer(50, 1).score(calibration(), policy("float32"), Map.of());
    int correct = 0;
    double loss = 0;
    int[][] confusion = new int[NETWORK.classes()][NETWORK.classes()];
    for (int image = 0; image < COUNT; image++) {
      float[] logits = PlainForward.logits(FOLDED, normalized(image));
      double sum = 0;
      int best = 0;
      for (int k = 0; k < logits.length; k++) {
        sum += Math.exp(logits[k]);
        best = logits[k] > logits[best] ? k : best;
      }
      loss += Math.log(sum) - logits[IMAGES.label(image)];
      boolean right = best == IMAGES.label(image);
      assertThat(scored.accuracy().correct().get(image)).isEqualTo(right);
      correct += right ? 1 : 0;
      confusion[IMAGES.label(image)][best]++;
    }
    assertThat(scored.accuracy().classes()).isEqualTo(NETWORK.classes());
    for (int label = 0; label < NETWORK.classes(); label++) {
      for (int predicted = 0; predicted < NETWORK.classes(); predicted++) {
        assertThat(scored.accuracy().count(label, predicted))
            .isEqualTo(confusion[label][predicted]);
      }
    }
    assertThat(correct).isPositive();
    assertThat(scored.scores().of(Objectives.TOP1_ERROR))
        .isEqualTo(100.0 * (COUNT - correct) / COUNT);
    assertThat(scored.scores().of(Objectives.LOSS)).isCloseTo(loss / COUNT, within(1e-4));
  }

  @Test
  void scoresDependOnNeitherBatchNorThreads() {
    ScoredModel one = scorer(1000, 1).score(calibration(), policy("int4"), Map.of());
    ScoredModel other = scorer(7, 2).score(calibration(), policy("int4"), Map.of());
    assertThat(other.scores()).isEqualTo(one.scores());
    assertThat(other.model()).isEqualTo(one.model());
  }

  @Test
  void everyObjectiveIsScored() {
    ScoredModel scored = scorer(50, 1).score(calibration(), policy("int8"), Map.of());
    assertThat(scored.scores().canonical(Objectives.SCORED)).doesNotContain(Double.NaN).hasSize(5);
    Costs costs = Costs.of(NETWORK, policy("int8"), Granularity.CHANNEL);
    assertThat(scored.scores().of(Objectives.SIZE_BYTES)).isEqualTo((double) costs.sizeBytes());
    assertThat(scored.scores().of(Objectives.BOPS)).isEqualTo((double) costs.bops());
  }

  @Test
  void timingsAddUp() {
    Timings timings = scorer(50, 1).score(calibration(), policy("int8"), Map.of()).timings();
    assertThat(timings.runNanos()).isPositive();
    assertThat(
            timings.quantizeNanos()
                + timings.exportNanos()
                + timings.openNanos()
                + timings.runNanos())
        .isLessThanOrEqualTo(timings.totalNanos());
    assertThat(timings.runShare()).isBetween(0.0, 1.0);
  }

  private static CandidateScorer scorer(int batch, int threads) {
    PolicySettings settings =
        new PolicySettings(
            List.of("int8"),
            "free",
            "free",
            Granularity.CHANNEL,
            new MeanSquaredError(),
            new MinMax());
    ValidationImages validation = ValidationImages.of(IMAGES, NORMALIZATION);
    return new CandidateScorer(settings, new AccuracyScorer(validation, batch, threads));
  }

  private static Policy policy(String formats) {
    return Policy.uniform(NETWORK, LayerFormats.parse(formats));
  }

  private static Calibration calibration() {
    float[][] images = new float[30][];
    for (int i = 0; i < images.length; i++) {
      images[i] = normalized(i);
    }
    return RandomNetworks.calibration(FOLDED, images);
  }

  private static float[] normalized(int image) {
    float[] planes = new float[SHAPE.elements()];
    int area = SHAPE.height() * SHAPE.width();
    for (int i = 0; i < planes.length; i++) {
      int channel = i % SHAPE.channels();
      float scaled = IMAGES.pixel(image, i) / 255f;
      planes[channel * area + i / SHAPE.channels()] =
          (scaled - NORMALIZATION.mean().get(channel)) / NORMALIZATION.deviation().get(channel);
    }
    return planes;
  }

  /** Random pixels around a level of each image and channel. */
  private static Images images() {
    RandomGenerator random = new Seeds(4).generator();
    byte[] pixels = new byte[COUNT * SHAPE.elements()];
    byte[] labels = new byte[COUNT];
    for (int image = 0; image < COUNT; image++) {
      labels[image] = (byte) random.nextInt(NETWORK.classes());
      int[] levels = {random.nextInt(200), random.nextInt(200)};
      for (int i = 0; i < SHAPE.elements(); i++) {
        pixels[image * SHAPE.elements() + i] = (byte) (levels[i % 2] + random.nextInt(56));
      }
    }
    return new Images(SHAPE, pixels, labels);
  }
}
