package io.quarry.config;

import io.quarry.objective.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Texts of configurations, read with three objectives known. */
abstract class ConfigFixture {
  static final Objective ERROR = Objective.minimize("top1-error", "top1_error_percent", "%");
  static final Objective SIZE = Objective.minimize("size-bytes", "size_bytes", "bytes");
  static final Objective MACS = Objective.minimize("macs", "macs", "");
  static final List<Objective> KNOWN = List.of(ERROR, SIZE, MACS);

  /** Every key with a value that is not its default. */
  static final String EVERYTHING =
      """
      name = mine
      seed = -7
      objectives = [macs, top1-error]
      constraints = ["size-bytes<=2e5", "top1-error <= 12.5"]
      custom-objectives = [io.quarry.config.Energy]
      space.restrict { stage1 { width = [12], kernel = [7, 1] }, format = int8, stem.width = 5 }
      data {
        kind = glyphs, classes = 3, size-pixels = 9, rotation-degrees = 1, scale-spread = 0.5
        shear = 0.75, shift = 0.25, wobble = 0.125, noise = 0, distractors = 4
        splits { train = 5, calibration = 6, validation = 7, test = 8 }
      }
      supernet {
        stem { widths = [3, 5], stride = 2 }
        stages = [
          { blocks = [bottleneck, inverted], depths = [1, 3], widths = [4, 12], kernels = [1, 7]
            expansions = [2, 6], stride = 1 }
        ]
        recipe {
          batch = 11, momentum = 0.5, weight-decay = 0.25, label-smoothing = 0, gradient-clip = 2.5
          distillation = 1, random-subnets = 4
          augmentation { shift-pixels = 3, mirror = true }
          phases = [{ kind = sandwich, epochs = 0.5, learning-rate = 0.01, warmup-fraction = 1 }]
        }
      }
      policy {
        formats = [int8, int2/uint8], first-layer = int8, last-layer = float32
        weight-granularity = tensor, weight-calibrator = min-max
        activation-calibrator = mse
        target { name = t, description = d, runtime = r, latency = false
          formats.dense = [float32, int8], agree = [depthwise] }
      }
      search {
        tactic = nsga2, evaluations = 13, batch = 3
        nsga2 { population = 6, crossover-probability = 0.25, mutation-probability = 0.75
          uniform-start = false }
        linas { initial = 11, least-batch = 3, most-batch = 7, predicted-evaluations = 900
          population = 14, uniform-start = false }
        mode = asynchronous
        reference-point { macs = 1e6, top1-error = 100 }
        patience { evaluations = 70, gain-percent = 0.5 }
        budget { hours = 6.5, executor-hours = 48 }, resume = auto
      }
      execution { threads-per-slot = 2, train-threads = 3, candidate-timeout-s = 0.5
        executor-losses = 5 }
      """;

  @TempDir Path directory;

  SearchConfig load(String text) {
    return SearchConfig.load(List.of(write(text)), List.of(), KNOWN);
  }

  Path write(String text) {
    try {
      return Files.writeString(directory.resolve("my.conf"), text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
