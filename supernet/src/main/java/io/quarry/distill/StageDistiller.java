package io.quarry.distill;

import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.ElasticStage;
import io.quarry.arch.Network;
import io.quarry.arch.Shape;
import io.quarry.data.Batches;
import io.quarry.data.PixelTransform;
import io.quarry.data.Task;
import io.quarry.latency.HostGate;
import io.quarry.net.NativeThreads;
import io.quarry.net.RoundedLayers;
import io.quarry.net.Sgd;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.SearchSpace;
import io.quarry.train.Checkpoint;
import io.quarry.train.Schedule;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Distils single stages of a search space from a teacher, and judges their sub-stages: the training
 * side of SpaceEvo's table (arXiv 2303.08308, section 4).
 *
 * <p>The teacher is the largest network of a trained supernet, in float32. A student has a linear
 * 1×1 convolution from what the teacher's stage reads to the width that a sub-stage reads, the
 * elastic stage, and a linear 1×1 convolution to what the teacher's stage puts out. Each step
 * trains the largest sub-stage, the smallest and some random ones on {@link NoiseToSignal} against
 * the teacher, adding up their gradients; first in float32, then in int8 with learned grids. Judged
 * is each sub-stage with batch-norm statistics of its own, over images that no one was trained on.
 *
 * <p>Travels by Java serialization; native memory is taken and given back within each call.
 * Thread-safe. With one thread equal inputs give equal bits.
 */
public final class StageDistiller implements Serializable {
  private static final long serialVersionUID = 1L;

  /** ε of the loss, as a share of the mean variance of the teacher's channels. */
  private static final double EPSILON = 0.01;

  private final Checkpoint checkpoint;
  private final Task task;
  private final DistillSettings settings;
  private final Seeds seeds;
  private final int threads;

  /**
   * A distiller on one task.
   *
   * @param checkpoint whose largest network teaches: of the family's supernet, or of a supernet of
   *     that network alone ({@link ElasticConvNet#largestAlone})
   * @param task its training, calibration and validation splits are used
   * @param seeds decides initial weights, batches, and which sub-stages are trained and judged
   * @param threads native threads, positive
   */
  public StageDistiller(
      Checkpoint checkpoint, Task task, DistillSettings settings, Seeds seeds, int threads) {
    this.checkpoint = checkpoint;
    this.task = task;
    this.settings = settings;
    this.seeds = seeds;
    this.threads = threads;
  }

  /**
   * Distils a stage and judges sub-stages drawn at random: each decision uniformly, repeats left
   * out, or all there are.
   *
   * @return in the order of the draw; empty where the listener ended it
   * @throws InputException when the checkpoint is of another family, the stage puts out single
   *     pixels, or a loss is no longer finite
   */
  public Optional<List<SubStage>> distill(ElasticStage stage, DistillListener listener) {
    return distill(stage, draw(stage, settings.rows(), seeds), listener);
  }

  /**
   * Distils a stage and judges given sub-stages.
   *
   * @param subStages in the stage's space
   * @return in their order; empty where the listener ended it
   * @throws InputException as {@link #distill(ElasticStage, DistillListener)}
   */
  public Optional<List<SubStage>> distill(
      ElasticStage stage, List<Candidate> subStages, DistillListener listener) {
    ElasticConvNet teaching = teaching(stage);
    int before = NativeThreads.current();
    NativeThreads.use(threads);
    try (Teacher teacher = new Teacher(stage, teaching, checkpoint, task);
        Features calibration = teacher.features(task.calibration(), settings.calibrationImages())) {
      requirePositions(stage, teacher.output());
      double epsilon =
          EPSILON * NoiseToSignal.meanVariance(calibration.output(), teacher.output().channels());
      try (Student student =
          new Student(
              stage, teacher.input(), teacher.output(), seedsOf(stage).child("initialize"))) {
        Run run = new Run(stage, subStages, teacher, student, epsilon, listener);
        return run.trained() ? run.judged(calibration) : Optional.empty();
      }
    } finally {
      NativeThreads.use(before);
    }
  }

  /**
   * Refuses a stage whose output no loss can be told of, before anything is paid for it.
   *
   * @throws InputException when it puts out single pixels
   */
  public static void requireDistillable(ElasticStage stage) {
    requirePositions(stage, stage.network(stage.largest()).output());
  }

  /**
   * The sub-stages that are judged where none are given: each decision drawn uniformly, repeats
   * left out.
   *
   * @param rows how many; all of them where there are fewer
   * @param seeds those of the distiller
   */
  public static List<Candidate> draw(ElasticStage stage, int rows, Seeds seeds) {
    SearchSpace space = stage.space();
    int count = space.size().min(BigInteger.valueOf(rows)).intValueExact();
    RandomGenerator random = seedsOf(stage, seeds).child("rows").generator();
    Set<Candidate> drawn = new LinkedHashSet<>();
    while (drawn.size() < count) {
      drawn.add(space.sample(random));
    }
    return List.copyOf(drawn);
  }

  private static Seeds seedsOf(ElasticStage stage, Seeds seeds) {
    return seeds.child("distill", stage.text());
  }

  private Seeds seedsOf(ElasticStage stage) {
    return seedsOf(stage, seeds);
  }

  /** What the checkpoint is of. */
  private ElasticConvNet teaching(ElasticStage stage) {
    return teaching(stage.net(), checkpoint)
        .orElseThrow(
            () ->
                new InputException(
                    "The teacher is of another search space:%n%s"
                        .formatted(checkpoint.header().space()),
                    "name a supernet of the space that is to be distilled."));
  }

  /**
   * What a checkpoint is of that is to teach a family: the family, or its largest network alone;
   * empty where it is of neither.
   */
  public static Optional<ElasticConvNet> teaching(ElasticConvNet net, Checkpoint checkpoint) {
    return Stream.of(net, net.largestAlone())
        .filter(one -> one.space().text().equals(checkpoint.header().space()))
        .findFirst();
  }

  private static void requirePositions(ElasticStage stage, Shape output) {
    if (output.height() * output.width() == 1) {
      throw new InputException(
          "Distilling %s: it puts out single pixels, over which no channel varies"
              .formatted(stage.text()),
          "leave the stage out, or give the stages before it smaller strides.");
    }
  }

  /** One stage. */
  private final class Run {
    private final ElasticStage stage;
    private final List<Candidate> subStages;
    private final Teacher teacher;
    private final Student student;
    private final double epsilon;
    private final DistillListener listener;
    private final Seeds own;
    private final SearchSpace space;
    private final Network largest;
    private final Network smallest;
    private final Schedule schedule;

    Run(
        ElasticStage stage,
        List<Candidate> subStages,
        Teacher teacher,
        Student student,
        double epsilon,
        DistillListener listener) {
      this.stage = stage;
      this.subStages = subStages;
      this.teacher = teacher;
      this.student = student;
      this.epsilon = epsilon;
      this.listener = listener;
      this.own = seedsOf(stage);
      this.space = stage.space();
      this.largest = student.network(stage.largest());
      this.smallest = student.network(stage.smallest());
      this.schedule = new Schedule(settings.phases(), task.train().count(), settings.batch());
    }

    /** Trains both phases; false where the listener ended it. */
    boolean trained() {
      Sgd sgd =
          new Sgd(
              student.parameters(),
              settings.momentum(),
              settings.weightDecay(),
              settings.gradientClip());
      Batches batches =
          new Batches(
              task.train(),
              PixelTransform.of(task.normalization()),
              settings.augmentation(),
              settings.batch(),
              own.child("batches"));
      for (int step = 0; step < schedule.steps(); step++) {
        double loss = stepBesideOthers(step, sgd, batches);
        listener.advanced(step + 1, total(), loss);
        if (listener.stopRequested()) {
          return false;
        }
      }
      return true;
    }

    /** Judges the sub-stages. */
    Optional<List<SubStage>> judged(Features calibration) {
      List<SubStage> rows = new ArrayList<>();
      try (Features images = teacher.features(task.validation(), settings.evaluationImages())) {
        NoiseToSignal loss = lossAgainst(images);
        for (Candidate subStage : subStages) {
          HostGate.Stay beside = HostGate.ofHost().enterToWork();
          try {
            rows.add(judge(subStage, calibration, images, loss));
          } finally {
            beside.close();
          }
          listener.advanced(
              schedule.steps() + rows.size(), total(), rows.get(rows.size() - 1).int8Loss());
          if (listener.stopRequested()) {
            return Optional.empty();
          }
        }
      }
      return Optional.of(List.copyOf(rows));
    }

    private SubStage judge(
        Candidate subStage, Features calibration, Features images, NoiseToSignal loss) {
      Network network = student.network(subStage);
      double int8 = student.judge(network, Student.int8(network), calibration, images, loss);
      double float32 = student.judge(network, RoundedLayers.none(), calibration, images, loss);
      Network alone = stage.network(subStage);
      long parameters =
          alone.layers().stream().mapToLong(l -> l.weights() + l.outputChannels()).sum();
      return new SubStage(subStage, int8, float32, alone.macs(), parameters);
    }

    private int total() {
      return schedule.steps() + subStages.size();
    }

    /** A step, while nobody times a model on this host. */
    private double stepBesideOthers(int number, Sgd sgd, Batches batches) {
      HostGate.Stay beside = HostGate.ofHost().enterToWork();
      try {
        return step(number, sgd, batches);
      } finally {
        beside.close();
      }
    }

    private double step(int number, Sgd sgd, Batches batches) {
      Schedule.Step at = schedule.at(number);
      boolean rounds = !at.moment().phase().formats().areNone();
      float[] pixels = new float[settings.batch() * task.shape().elements()];
      batches.fill(at.epoch(), at.batch(), pixels, new int[settings.batch()]);
      student.parameters().zeroGradients();
      double first = 0;
      try (Features features = teacher.features(pixels)) {
        NoiseToSignal loss = lossAgainst(features);
        List<Network> networks = sandwich(number);
        for (int i = 0; i < networks.size(); i++) {
          Network network = networks.get(i);
          RoundedLayers rounded = rounds ? Student.int8(network) : RoundedLayers.none();
          double value = student.train(network, rounded, features, loss);
          requireFinite(value, "the loss of a sub-stage", number);
          first = i == 0 ? value : first;
        }
      }
      double factor = at.moment().phase().formats().scaleLearningRateFactor();
      double norm = sgd.step(student.parameters(), at.learningRate(), factor);
      requireFinite(norm, "the norm of the gradient", number);
      student
          .unsoundGrid()
          .ifPresent(problem -> fail(problem, "lower scale-learning-rate-factor", number));
      return first;
    }

    /** Yu and Huang 2019, arXiv 1903.05134, section 3. */
    private List<Network> sandwich(int step) {
      List<Network> networks = new ArrayList<>(List.of(largest, smallest));
      for (int i = 0; i < settings.randomSubStages(); i++) {
        RandomGenerator random = own.child("sub-stage", step, i).generator();
        networks.add(student.network(space.sample(random)));
      }
      return networks;
    }

    private NoiseToSignal lossAgainst(Features features) {
      Shape output = teacher.output();
      return new NoiseToSignal(
          features.output(), output.height() * output.width(), output.channels(), epsilon);
    }

    private void requireFinite(double value, String what, int step) {
      if (!Double.isFinite(value)) {
        double rate = schedule.at(step).learningRate();
        fail("%s is %s at learning rate %.4g".formatted(what, value, rate), "lower it", step);
      }
    }

    private void fail(String problem, String maybe, int step) {
      throw new InputException(
          "Distilling %s stopped at step %d of %d, in phase %d: %s"
              .formatted(
                  stage.text(), step + 1, schedule.steps(), schedule.at(step).phase(), problem),
          maybe + ", or the gradient clip.");
    }
  }
}
