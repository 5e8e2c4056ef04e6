package io.quarry.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.arch.BlockType;
import io.quarry.arch.ConvFamily;
import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.ElasticStage;
import io.quarry.arch.Network;
import io.quarry.arch.Stage;
import io.quarry.data.Augmentation;
import io.quarry.data.Glyphs;
import io.quarry.data.SplitSizes;
import io.quarry.data.Task;
import io.quarry.net.ParameterSpec;
import io.quarry.problem.InputException;
import io.quarry.quantize.Granularity;
import io.quarry.quantize.MinMax;
import io.quarry.quantize.PolicySettings;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.train.Checkpoint;
import io.quarry.train.Phase;
import io.quarry.train.Progress;
import io.quarry.train.Recipe;
import io.quarry.train.Trainer;
import io.quarry.train.TrainingListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StageDistillerTest {
  private static final Seeds SEEDS = new Seeds(17);
  private static final int ROWS = 20;
  private static final Task TASK =
      Glyphs.standard().load(new SplitSizes(640, 64, 64, 12), SEEDS.child("data"));
  private static final ElasticConvNet NET = net(List.of(1, 2));
  private static final Checkpoint TEACHER = teacher();
  private static final ElasticStage STAGE =
      new ElasticStage(NET, 1, BlockType.FUSED, List.of(2, 4, 8));

  @Test
  void trainingLowersTheLossInBothPhasesAndMoreInWhatIsLikeTheTeacher() {
    List<Candidate> extremes = List.of(STAGE.largest(), STAGE.smallest());
    Recorder recorder = new Recorder(Integer.MAX_VALUE);
    List<SubStage> rows =
        distiller(settings(16, 2, 0.5)).distill(STAGE, extremes, recorder).orElseThrow();
    assertThat(recorder.losses).hasSize(160 + 20 + 2);
    assertThat(recorder.mean(140, 160)).isLessThan(0.5 * recorder.mean(0, 5));
    assertThat(recorder.mean(160, 180)).isLessThan(recorder.mean(100, 120));
    SubStage largest = rows.get(0);
    SubStage smallest = rows.get(1);
    assertThat(largest.int8Loss()).isLessThan(0.75 * smallest.int8Loss());
    for (SubStage row : rows) {
      assertThat(row.int8Loss()).isPositive();
      assertThat(Math.abs(row.int8Loss() - row.float32Loss()))
          .isPositive()
          .isLessThan(0.05 * row.float32Loss());
    }
  }

  @Test
  void equalSeedsGiveEqualRowsAndOthersOthers() {
    DistillSettings settings = settings(0.2, 0.2, 0.5);
    List<SubStage> rows = rows(distiller(settings));
    assertThat(rows(distiller(settings))).isEqualTo(rows);
    StageDistiller other = new StageDistiller(TEACHER, TASK, settings, new Seeds(18), 1);
    assertThat(rows(other)).doesNotContainAnyElementsOf(rows);
  }

  @Test
  void rowsAreDistinctSubStagesWithTheirOwnCosts() {
    List<SubStage> rows = rows(distiller(settings(0.1, 0.1, 0.5)));
    assertThat(rows).hasSize(ROWS);
    assertThat(rows.stream().map(SubStage::choices).distinct()).hasSize(ROWS);
    for (SubStage row : rows) {
      assertThat(STAGE.space().contains(row.choices())).isTrue();
      Network network = STAGE.network(row.choices());
      assertThat(row.macs()).isEqualTo(network.macs());
    }
    ElasticStage small = new ElasticStage(NET, 1, BlockType.FUSED, List.of(4));
    // Two widths to read; one block of two kernels, or two blocks.
    assertThat(StageDistiller.draw(small, 200, new Seeds(1))).hasSize(12).doesNotHaveDuplicates();
    SubStage one =
        rows.stream()
            .filter(row -> row.choices().value("stage1.depth").equals("1"))
            .findFirst()
            .orElseThrow();
    int in = Integer.parseInt(one.choices().value("stem.width"));
    int width = Integer.parseInt(one.choices().value("stage1.width"));
    int kernel = Integer.parseInt(one.choices().value("stage1.block1.kernel"));
    int inner = 2 * width;
    assertThat(one.parameters())
        .isEqualTo((long) in * kernel * kernel * inner + inner + (long) inner * width + width);
  }

  @Test
  void theLargestNetworkMayTeachWithoutTheRestOfItsSupernet() {
    Checkpoint.Header header = TEACHER.header();
    Map<String, Checkpoint.Tensor> own = new TreeMap<>(TEACHER.parameters());
    own.keySet()
        .retainAll(
            Trainer.parametersOf(NET.largestAlone()).stream().map(ParameterSpec::name).toList());
    String space = NET.largestAlone().space().text();
    Checkpoint alone =
        new Checkpoint(
            new Checkpoint.Header(
                header.identity(), space, header.recipe(), header.step(), header.steps()),
            own,
            Map.of());
    assertThat(own.size()).isLessThan(TEACHER.parameters().size());
    DistillSettings settings = settings(0.1, 0.1, 0.5);
    assertThat(rows(new StageDistiller(alone, TASK, settings, SEEDS, 1)))
        .isEqualTo(rows(distiller(settings)));
  }

  @Test
  void itEndsWhenTheListenerWantsAndTravels() throws IOException {
    StageDistiller distiller = distiller(settings(0.3, 0.1, 0.5));
    for (int stop : new int[] {2, 5}) {
      Recorder recorder = new Recorder(stop);
      assertThat(distiller.distill(STAGE, recorder)).isEqualTo(Optional.empty());
      assertThat(recorder.losses).hasSize(stop);
    }
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      out.writeObject(distiller);
      out.writeObject(STAGE);
      out.writeObject(new SubStage(STAGE.largest(), 0, 0, 0, 0));
    }
  }

  @Test
  void refusesATeacherOfAnotherSpaceAndSaysWhereItDiverged() {
    ElasticStage foreign = new ElasticStage(net(List.of(2, 3)), 1, BlockType.FUSED, List.of(4));
    assertThatThrownBy(() -> distiller(settings(1, 1, 1)).distill(foreign, DistillListener.none()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("The teacher is of another search space:");
    assertThatThrownBy(() -> distiller(settings(2, 1, 1e18)).distill(STAGE, DistillListener.none()))
        .isInstanceOf(InputException.class)
        .hasMessageMatching(
            "Distilling stage 1, fused, widths \\[2, 4, 8] stopped at step \\d+ of 30, in phase 1:"
                + " the (loss|norm) .* is (NaN|Infinity) at learning rate .*\\R"
                + "Maybe lower it, or the gradient clip.");
  }

  private static List<SubStage> rows(StageDistiller distiller) {
    return distiller.distill(STAGE, DistillListener.none()).orElseThrow();
  }

  private static StageDistiller distiller(DistillSettings settings) {
    return new StageDistiller(TEACHER, TASK, settings, SEEDS, 1);
  }

  private static DistillSettings settings(double floatEpochs, double int8Epochs, double rate) {
    return new DistillSettings(
        new DistillSettings.Rate(floatEpochs, rate, 0.1),
        new DistillSettings.Rate(int8Epochs, rate / 10, 0.1),
        1,
        64,
        0.9,
        1e-5,
        1e9,
        new Augmentation(1, false),
        1,
        ROWS,
        64,
        64);
  }

  private static ElasticConvNet net(List<Integer> depths) {
    return new ElasticConvNet(
        new ConvFamily(
            List.of(2, 8),
            2,
            List.of(
                new Stage(
                    List.of(BlockType.FUSED, BlockType.INVERTED),
                    depths,
                    List.of(2, 4, 8),
                    List.of(3, 5),
                    List.of(2),
                    2))),
        TASK.shape(),
        TASK.classes());
  }

  private static Checkpoint teacher() {
    Recipe recipe =
        new Recipe(
            32,
            0.9,
            1e-4,
            0.1,
            5,
            0.5,
            1,
            new Augmentation(1, false),
            List.of(new Phase(Phase.Kind.LARGEST, 4, 0.1, 0.1)));
    PolicySettings any =
        new PolicySettings(
            List.of("float32"),
            PolicySettings.FREE,
            PolicySettings.FREE,
            Granularity.CHANNEL,
            new MinMax(),
            new MinMax());
    Trainer trainer = new Trainer(NET, recipe, any, TASK, SEEDS, 1);
    return trainer.train(
        new TrainingListener() {
          @Override
          public void stepped(Progress progress) {}

          @Override
          public void save(Checkpoint partial) {}

          @Override
          public boolean stopRequested() {
            return false;
          }
        });
  }

  private static final class Recorder implements DistillListener {
    private final List<Double> losses = new ArrayList<>();
    private final int stopAfter;

    Recorder(int stopAfter) {
      this.stopAfter = stopAfter;
    }

    double mean(int from, int to) {
      return losses.subList(from, to).stream().mapToDouble(l -> l).average().orElseThrow();
    }

    @Override
    public void advanced(int done, int total, double loss) {
      assertThat(done).isEqualTo(losses.size() + 1);
      losses.add(loss);
    }

    @Override
    public boolean stopRequested() {
      return losses.size() >= stopAfter;
    }
  }
}
