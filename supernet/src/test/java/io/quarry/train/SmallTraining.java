package io.quarry.train;

import io.quarry.arch.BlockType;
import io.quarry.arch.ConvFamily;
import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.Stage;
import io.quarry.data.Glyphs;
import io.quarry.data.SplitSizes;
import io.quarry.data.Task;
import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.List;

/** A task and a supernet that train within seconds, and who watches. */
final class SmallTraining {
  private SmallTraining() {}

  static Task task(int trainingImages, Seeds seeds) {
    return Glyphs.standard().load(new SplitSizes(trainingImages, 12, 12, 12), seeds.child("data"));
  }

  /** One stage of all types of blocks. */
  static ElasticConvNet net(Task task) {
    return new ElasticConvNet(
        new ConvFamily(
            List.of(4, 8),
            2,
            List.of(
                new Stage(
                    List.of(BlockType.values()),
                    List.of(1, 2),
                    List.of(4, 8),
                    List.of(3, 5),
                    List.of(2),
                    2))),
        task.shape(),
        task.classes());
  }

  /** Keeps the steps, and stops the training after so many of them. */
  static final class Recorder implements TrainingListener {
    private final List<Progress> steps = new ArrayList<>();
    private final int stopAfter;

    Recorder(int stopAfter) {
      this.stopAfter = stopAfter;
    }

    List<Progress> steps() {
      return List.copyOf(steps);
    }

    @Override
    public void stepped(Progress progress) {
      steps.add(progress);
    }

    @Override
    public void save(Checkpoint partial) {}

    @Override
    public boolean stopRequested() {
      return steps.size() >= stopAfter;
    }
  }
}
