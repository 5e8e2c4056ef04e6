package io.quarry.config;

import io.quarry.distill.DistillSettings;
import io.quarry.problem.InputException;
import io.quarry.train.Recipe;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads how search spaces are searched for, and writes it. */
final class HyperspaceParser {
  static final String KEY = "hyperspace";
  static final String DISTILLATION = "distillation";
  private static final String FLOAT32 = "float32";
  private static final String INT8 = "int8";

  private HyperspaceParser() {}

  /**
   * Its own section of a configuration.
   *
   * @param recipe of the supernet: batches, momentum, clip and augmentation are its
   */
  static HyperspaceSettings read(Section root, Recipe recipe) {
    Section hyperspace = root.section(KEY);
    HyperspaceSettings read =
        new HyperspaceSettings(
            hyperspace.count("window", Interval.atLeast(1)),
            hyperspace.anyConverted("latency-ms", HyperspaceParser::latency),
            hyperspace.anyText("teacher"),
            distillation(hyperspace.section(DISTILLATION), recipe));
    hyperspace.rejectUnknown();
    return read;
  }

  private static double latency(String text) {
    try {
      double ms = Double.parseDouble(text);
      if (ms > 0 && ms < Double.POSITIVE_INFINITY) {
        return ms;
      }
    } catch (NumberFormatException e) {
      // As one that is not positive.
    }
    throw new InputException("%s is no latency: numbers above 0 are".formatted(text));
  }

  private static DistillSettings distillation(Section distillation, Recipe recipe) {
    DistillSettings read =
        new DistillSettings(
            rate(distillation.section(FLOAT32)),
            rate(distillation.section(INT8)),
            distillation.number("scale-learning-rate-factor", Interval.atLeast(0)),
            recipe.batch(),
            recipe.momentum(),
            distillation.number("weight-decay", Interval.atLeast(0)),
            recipe.gradientClip(),
            recipe.augmentation(),
            distillation.count("random-sub-stages", Interval.atLeast(0)),
            distillation.count("sub-stages", Interval.atLeast(1)),
            distillation.count("calibration-images", Interval.atLeast(1)),
            distillation.count("evaluation-images", Interval.atLeast(1)));
    distillation.rejectUnknown();
    return read;
  }

  private static DistillSettings.Rate rate(Section phase) {
    DistillSettings.Rate read =
        new DistillSettings.Rate(
            phase.number("epochs", Interval.above(0)),
            phase.number("learning-rate", Interval.above(0)),
            phase.number("warmup-fraction", Interval.closed(0, 1)));
    phase.rejectUnknown();
    return read;
  }

  /** The inverse of {@link #read}. */
  static Map<String, Object> tree(HyperspaceSettings hyperspace) {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("window", hyperspace.window());
    tree.put("latency-ms", hyperspace.latenciesMs());
    tree.put("teacher", hyperspace.teacher());
    tree.put(DISTILLATION, distillationTree(hyperspace.distillation()));
    return tree;
  }

  /** What of it decides the losses of sub-stages, beside supernet and teacher. */
  static Map<String, Object> distillationTree(DistillSettings distillation) {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put(FLOAT32, rateTree(distillation.inFloat32()));
    tree.put(INT8, rateTree(distillation.inInt8()));
    tree.put("scale-learning-rate-factor", distillation.scaleLearningRateFactor());
    tree.put("weight-decay", distillation.weightDecay());
    tree.put("random-sub-stages", distillation.randomSubStages());
    tree.put("sub-stages", distillation.rows());
    tree.put("calibration-images", distillation.calibrationImages());
    tree.put("evaluation-images", distillation.evaluationImages());
    return tree;
  }

  private static Map<String, Object> rateTree(DistillSettings.Rate rate) {
    return Map.of(
        "epochs", rate.epochs(),
        "learning-rate", rate.learningRate(),
        "warmup-fraction", rate.warmupFraction());
  }
}
