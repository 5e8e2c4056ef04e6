package io.quarry.score;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.Network;
import io.quarry.arch.Shape;
import io.quarry.data.Images;
import io.quarry.data.PixelTransform;
import io.quarry.data.Task;
import io.quarry.kernel.Kernel;
import io.quarry.kernel.Kernels;
import io.quarry.net.BatchStatistics;
import io.quarry.net.FoldedNetwork;
import io.quarry.net.LearnedGrid;
import io.quarry.net.LearnedGrids;
import io.quarry.net.NativeArrays;
import io.quarry.net.NativeThreads;
import io.quarry.net.NetworkRunner;
import io.quarry.net.Parameters;
import io.quarry.net.RoundedLayers;
import io.quarry.quantize.ActivationStatistics;
import io.quarry.quantize.Calibration;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import io.quarry.space.Candidate;
import io.quarry.train.Checkpoint;
import io.quarry.train.Trainer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Scores the candidates of a trained supernet: slices the sub-network, re-estimates its batch
 * normalization and activation ranges on the calibration split (once for each architecture; where
 * training was quantization-aware, for each policy as well, in its formats), quantizes it, and runs
 * its ONNX model over the validation split.
 *
 * <p>Travels by Java serialization with weights and images; native memory is taken at first use and
 * kept for the life of the JVM. Thread-safe. Equal candidates get equal scores, whatever was scored
 * before or beside them.
 */
public final class SupernetScorer implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Calibrated architectures kept; each holds its weights and its histograms, some 1 MB. */
  private static final int CALIBRATIONS = 64;

  private final ElasticConvNet net;
  private final Checkpoint checkpoint;
  private final String supernetHash;
  private final PolicySettings policy;
  private final Task.Normalization normalization;
  private final Images calibration;
  private final Images validation;
  private final int threads;

  private transient volatile Ready ready;

  /**
   * A scorer of one supernet on one task.
   *
   * @param net the elastic network
   * @param checkpoint its trained weights
   * @param policy how numbers are brought into formats
   * @param task its calibration and validation splits are used
   * @param threads native threads of one candidate, positive
   */
  public SupernetScorer(
      ElasticConvNet net, Checkpoint checkpoint, PolicySettings policy, Task task, int threads) {
    this.net = net;
    this.checkpoint = checkpoint;
    this.supernetHash = checkpoint.hash();
    this.policy = policy;
    this.normalization = task.normalization();
    this.calibration = task.calibration();
    this.validation = task.validation();
    this.threads = threads;
  }

  /**
   * Scores one candidate, with every objective of {@link Objectives#SCORED}, and gives the very
   * model that was scored.
   *
   * @throws io.quarry.onnx.InferenceException when ONNX Runtime refuses or fails the model
   */
  public ScoredModel score(Candidate candidate) {
    Ready now = ready();
    Network network = net.network(candidate);
    Policy formats = policy.policy(candidate, network);
    return now.scorer.score(now.calibration(network, formats), formats, metadata(candidate));
  }

  /**
   * The model that {@link #score} scores.
   *
   * @return serialized ONNX
   */
  public byte[] model(Candidate candidate) {
    Ready now = ready();
    Network network = net.network(candidate);
    Policy formats = policy.policy(candidate, network);
    return now.scorer.model(now.calibration(network, formats), formats, metadata(candidate));
  }

  /**
   * Runs a model over other images, as they are normalized for this supernet.
   *
   * @param model as {@link #score} gave it
   * @param images of the supernet's shape
   */
  public Accuracy accuracy(byte[] model, Images images) {
    return AccuracyScorer.of(images, normalization, threads).score(model);
  }

  /** The network that a candidate selects. */
  public Network network(Candidate candidate) {
    return net.network(candidate);
  }

  /** The formats of every layer of a candidate's network. */
  public Policy policy(Candidate candidate, Network network) {
    return policy.policy(candidate, network);
  }

  /** What the runtime runs for a candidate, a kernel a node of its network. */
  public List<Kernel> kernels(Candidate candidate) {
    Network network = net.network(candidate);
    return Kernels.of(network, policy.policy(candidate, network), policy);
  }

  /** What quantizing an architecture needs for a policy; made once and kept for a while. */
  public Calibration calibration(Network network, Policy formats) {
    return ready().calibration(network, formats);
  }

  private Map<String, String> metadata(Candidate candidate) {
    return Map.of(
        "quarry.candidate", candidate.text(),
        "quarry.key", candidate.key(),
        "quarry.supernet", supernetHash);
  }

  private Ready ready() {
    Ready now = ready;
    if (now == null) {
      synchronized (this) {
        now = ready;
        if (now == null) {
          now = new Ready();
          ready = now;
        }
      }
    }
    return now;
  }

  /** What one calibration is of. */
  private record Calibrated(Network network, RoundedLayers rounded) {}

  /** What takes native memory, once in a JVM. */
  private final class Ready {
    private final Parameters parameters = Trainer.parameters(checkpoint, net);
    private final INDArray images = nativeImages();
    private final CandidateScorer scorer =
        new CandidateScorer(policy, AccuracyScorer.of(validation, normalization, threads));
    private final boolean aware =
        checkpoint.parameters().keySet().stream().anyMatch(LearnedGrid::isName);
    private final LoadingCache<Calibrated, Calibration> calibrations =
        Caffeine.newBuilder().maximumSize(CALIBRATIONS).build(this::calibrate);

    Calibration calibration(Network network, Policy formats) {
      RoundedLayers rounded =
          aware ? LearnedGrids.known(network, formats.rounded(), parameters) : RoundedLayers.none();
      return calibrations.get(new Calibrated(network, rounded));
    }

    private Calibration calibrate(Calibrated calibrated) {
      Network network = calibrated.network();
      NativeThreads.use(threads);
      List<ActivationStatistics> statistics = new ArrayList<>();
      try (NetworkRunner runner = new NetworkRunner(parameters)) {
        BatchStatistics batch =
            runner.calibrate(
                network,
                calibrated.rounded(),
                images,
                (node, activation) -> statistics.add(ActivationStatistics.of(activation)));
        return new Calibration(
            FoldedNetwork.of(network, parameters, batch),
            statistics,
            LearnedGrids.of(network, parameters, batch));
      }
    }

    private INDArray nativeImages() {
      Shape shape = calibration.shape();
      float[] pixels = new float[calibration.count() * shape.elements()];
      PixelTransform.of(normalization).nhwc(calibration, 0, calibration.count(), pixels);
      INDArray array =
          Nd4j.createUninitialized(
              DataType.FLOAT, calibration.count(), shape.height(), shape.width(), shape.channels());
      NativeArrays.write(pixels, array);
      return array;
    }
  }
}
