package io.quarry.config;

import io.quarry.data.Augmentation;
import io.quarry.problem.InputException;
import io.quarry.quantize.Granularity;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.PolicySettings;
import io.quarry.train.Phase;
import io.quarry.train.PhaseFormats;
import io.quarry.train.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads how a supernet is trained, and writes it. */
final class RecipeParser {
  private static final SortedMap<String, Phase.Kind> PHASES =
      ConfigParser.labels(Phase.Kind.values(), ConfigText::label);

  private RecipeParser() {}

  static Recipe read(Section recipe) {
    Section augmentation = recipe.section("augmentation");
    Augmentation changes =
        new Augmentation(
            augmentation.count("shift-pixels", Interval.atLeast(0)), augmentation.flag("mirror"));
    augmentation.rejectUnknown();
    Recipe read =
        new Recipe(
            recipe.count("batch", Interval.atLeast(1)),
            recipe.number("momentum", Interval.below(0, 1)),
            recipe.number("weight-decay", Interval.atLeast(0)),
            recipe.number("label-smoothing", Interval.below(0, 1)),
            recipe.number("gradient-clip", Interval.above(0)),
            recipe.number("distillation", Interval.closed(0, 1)),
            recipe.count("random-subnets", Interval.atLeast(0)),
            changes,
            recipe.sections("phases").stream().map(RecipeParser::phase).toList());
    recipe.rejectUnknown();
    return read;
  }

  /**
   * Checks that what a recipe trains can be deployed: each format of a phase is one of the
   * policy's, and weights have a grid for each channel, as normalization makes them of a layer's
   * learned one.
   */
  static void requireDeployable(Section root, Recipe recipe, PolicySettings policy) {
    if (!recipe.isQuantizationAware()) {
      return;
    }
    List<LayerFormats> known = policy.formats().stream().map(LayerFormats::parse).toList();
    for (int i = 0; i < recipe.phases().size(); i++) {
      List<LayerFormats> missing = new ArrayList<>(recipe.phases().get(i).formats().formats());
      missing.removeAll(known);
      if (!missing.isEmpty()) {
        root.refuse(
            "supernet",
            new InputException(
                "recipe.phases[%d].formats has %s, which policy.formats = %s has not"
                    .formatted(i, missing, policy.formats()),
                "add it there, for nothing else is searched."));
      }
    }
    if (policy.weightGranularity() != Granularity.CHANNEL) {
      root.refuse(
          "policy",
          new InputException(
              "weight-granularity = %s does not go with phases that have formats"
                  .formatted(policy.weightGranularity().text()),
              "write weight-granularity = channel."));
    }
  }

  private static Phase phase(Section phase) {
    Phase read =
        new Phase(
            phase.choice("kind", PHASES),
            phase.number("epochs", Interval.above(0)),
            phase.number("learning-rate", Interval.above(0)),
            phase.number("warmup-fraction", Interval.closed(0, 1)),
            phase.has("formats") ? formats(phase) : PhaseFormats.none());
    phase.rejectUnknown();
    return read;
  }

  private static PhaseFormats formats(Section phase) {
    return new PhaseFormats(
        phase.allConverted("formats", LayerFormats::parse, LayerFormats.float32()),
        phase.number("ramp-fraction", Interval.closed(0, 1)),
        phase.number("scale-learning-rate-factor", Interval.atLeast(0)));
  }

  /** The inverse of {@link #read}. */
  static Map<String, Object> tree(Recipe recipe) {
    List<Map<String, Object>> phases =
        recipe.phases().stream().map(RecipeParser::phaseTree).toList();
    return Map.of(
        "batch", recipe.batch(),
        "momentum", recipe.momentum(),
        "weight-decay", recipe.weightDecay(),
        "label-smoothing", recipe.labelSmoothing(),
        "gradient-clip", recipe.gradientClip(),
        "distillation", recipe.distillation(),
        "random-subnets", recipe.randomSubnets(),
        "augmentation",
            Map.of(
                "shift-pixels", recipe.augmentation().shiftPixels(),
                "mirror", recipe.augmentation().mirror()),
        "phases", phases);
  }

  private static Map<String, Object> phaseTree(Phase phase) {
    SortedMap<String, Object> tree =
        new TreeMap<>(
            Map.of(
                "kind", ConfigText.label(phase.kind()),
                "epochs", phase.epochs(),
                "learning-rate", phase.learningRate(),
                "warmup-fraction", phase.warmupFraction()));
    // Left out where it has none, so that a supernet keeps the hash it had before there were any.
    PhaseFormats formats = phase.formats();
    if (!formats.areNone()) {
      tree.put("formats", formats.formats().stream().map(LayerFormats::text).toList());
      tree.put("ramp-fraction", formats.rampFraction());
      tree.put("scale-learning-rate-factor", formats.scaleLearningRateFactor());
    }
    return tree;
  }
}
