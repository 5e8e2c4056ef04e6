package io.quarry.search;

import io.quarry.arch.ElasticConvNet;
import io.quarry.config.SearchConfig;
import io.quarry.distill.StageDistiller;
import io.quarry.net.ParameterSpec;
import io.quarry.problem.InputException;
import io.quarry.store.Directory;
import io.quarry.train.Checkpoint;
import io.quarry.train.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Whose largest network teaches: a given checkpoint, or one that is trained for it. */
final class Teachers {
  private final Workload workload;
  private final Supernets supernets;
  private final Function<String, Directory> directories;
  private final String given;

  /**
   * The teacher of a workload.
   *
   * @param supernets where one that is trained is kept
   * @param directories gives that of a location
   */
  Teachers(Workload workload, Supernets supernets, Function<String, Directory> directories) {
    this.workload = workload;
    this.supernets = supernets;
    this.directories = directories;
    this.given = workload.config().hyperspace().teacher();
  }

  /** Whether it is not Quarry's to train. */
  boolean isGiven() {
    return !given.isEmpty();
  }

  /**
   * The teacher where it is there.
   *
   * @throws InputException when it was given and is missing, of another space, or not trained
   */
  Optional<Checkpoint> found() {
    if (isGiven()) {
      return Optional.of(read());
    }
    SearchConfig config = workload.config().teacher();
    return supernets.isComplete(config) ? Optional.of(supernets.existing(own())) : Optional.empty();
  }

  /** The teacher, trained where it is missing. */
  Checkpoint trained(Progress progress, BooleanSupplier stop) {
    return isGiven() ? read() : supernets.trained(own(), progress, stop);
  }

  /** For people: where it is, or that it has to be trained. */
  String describe() {
    return isGiven() ? given : supernets.describe(workload.config().teacher());
  }

  private Workload own() {
    return Workload.of(workload.config().teacher(), workload.task());
  }

  private Checkpoint read() {
    Directory file = directories.apply(given);
    if (!file.parent().holds(file.name())) {
      throw new InputException(
          "There is no teacher %s".formatted(file),
          "a checkpoint is meant, as quarry train leaves one in runs/supernets.");
    }
    Checkpoint checkpoint;
    try {
      checkpoint = Checkpoint.of(file.parent().read(file.name()), file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot fail", e);
    }
    requireFitting(checkpoint, file.toString());
    return checkpoint;
  }

  private void requireFitting(Checkpoint checkpoint, String location) {
    ElasticConvNet net =
        StageDistiller.teaching(workload.net(), checkpoint)
            .orElseThrow(
                () ->
                    new InputException(
                        "Teacher %s is of another search space:%n%s"
                            .formatted(location, checkpoint.header().space()),
                        "a supernet of this configuration's own space is meant; without"
                            + " hyperspace.teacher its largest network is trained."));
    for (ParameterSpec spec : Trainer.parametersOf(net)) {
      Checkpoint.Tensor tensor = checkpoint.parameters().get(spec.name());
      if (tensor == null || !tensor.dims().equals(spec.dims())) {
        throw new InputException(
            "Teacher %s is of other images or classes: its %s is %s, not %s"
                .formatted(
                    location, spec.name(), tensor == null ? "missing" : tensor.dims(), spec.dims()),
            "a supernet of this configuration's own task is meant.");
      }
    }
    if (!checkpoint.header().complete()) {
      throw new InputException(
          "Teacher %s is not trained to its end: it is at step %d of %d"
              .formatted(location, checkpoint.header().step(), checkpoint.header().steps()),
          "quarry train brings it there.");
    }
  }
}
