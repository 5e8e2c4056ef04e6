package io.quarry.config;

import com.typesafe.config.ConfigList;
import io.quarry.fliqs.FliqsSettings;
import io.quarry.fliqs.FliqsSettings.Architectures;
import io.quarry.fliqs.FliqsSettings.Cost;
import io.quarry.fliqs.FliqsSettings.Decide;
import io.quarry.fliqs.FliqsSettings.Formats;
import io.quarry.fliqs.Reward;
import io.quarry.problem.InputException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads how a supernet is searched while it trains, and writes it. */
final class FliqsParser {
  static final String KEY = "fliqs";
  static final String TARGET = "target";
  static final String GBOPS = "gbops";
  static final String SIZE = "size-bytes";
  private static final SortedMap<String, Architectures> ARCHITECTURES =
      ConfigParser.labels(Architectures.values(), ConfigText::label);
  private static final SortedMap<String, Decide> DECIDES =
      ConfigParser.labels(Decide.values(), ConfigText::label);
  private static final SortedMap<String, Formats> FORMATS =
      ConfigParser.labels(Formats.values(), ConfigText::label);
  private static final SortedMap<String, Reward> REWARDS =
      ConfigParser.labels(Reward.values(), Reward::label);

  private FliqsParser() {}

  /** Its own section of a configuration; the target must be given where the tactic is this one. */
  static TacticSettings.Fliqs read(Section root, boolean isTactic) {
    Section fliqs = root.section(KEY);
    Section target = fliqs.section(TARGET);
    double gbops = first(target, GBOPS);
    double bytes = first(target, SIZE);
    if (isTactic && (gbops > 0) == (bytes > 0)) {
      target.refuse(GBOPS, "a target above 0, or %s is, and not both".formatted(SIZE));
    }
    target.rejectUnknown();
    FliqsSettings read =
        new FliqsSettings(
            bytes > 0 ? Cost.SIZE_BYTES : Cost.GBOPS,
            Math.max(gbops, bytes),
            fliqs.choice("architectures", ARCHITECTURES),
            fliqs.number("largest-share", Interval.below(0, 1)),
            fliqs.choice("decide", DECIDES),
            fliqs.choice("formats", FORMATS),
            fliqs.number("epochs", Interval.above(0)),
            fliqs.number("learning-rate", Interval.above(0)),
            fliqs.number("scale-learning-rate-factor", Interval.atLeast(0)),
            fliqs.number("settle-fraction", Interval.below(0, 1)),
            fliqs.number("warmup-fraction", Interval.below(0, 1)),
            fliqs.choice("reward", REWARDS),
            fliqs.number("beta", Interval.atLeast(0)),
            fliqs.number("controller-learning-rate", Interval.above(0)),
            fliqs.number("entropy-weight", Interval.atLeast(0)),
            fliqs.number("baseline-decay", Interval.below(0, 1)));
    fliqs.rejectUnknown();
    return new TacticSettings.Fliqs(read);
  }

  /** The target or, of several, the first; all of them are looked at. */
  private static double first(Section target, String key) {
    return target.holds(key, ConfigList.class)
        ? target.allConverted(key, FliqsParser::oneOfSeveral, 0.0).get(0)
        : target.number(key, Interval.atLeast(0));
  }

  private static double oneOfSeveral(String text) {
    try {
      double target = Double.parseDouble(text);
      if (target > 0 && target < Double.POSITIVE_INFINITY) {
        return target;
      }
    } catch (NumberFormatException e) {
      // As one that is not positive.
    }
    throw new InputException("%s is no target: numbers above 0 are".formatted(text));
  }

  static Map<String, Object> tree(FliqsSettings fliqs) {
    boolean bytes = fliqs.cost() == Cost.SIZE_BYTES;
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put(TARGET, Map.of(GBOPS, bytes ? 0 : fliqs.target(), SIZE, bytes ? fliqs.target() : 0));
    tree.put("architectures", ConfigText.label(fliqs.architectures()));
    tree.put("largest-share", fliqs.largestShare());
    // Left out where they are the default, so that a run keeps the hash it had before them.
    if (fliqs.decide() != Decide.LAYER) {
      tree.put("decide", ConfigText.label(fliqs.decide()));
    }
    if (fliqs.formats() != Formats.TOGETHER) {
      tree.put("formats", ConfigText.label(fliqs.formats()));
    }
    tree.put("epochs", fliqs.epochs());
    tree.put("learning-rate", fliqs.learningRate());
    tree.put("scale-learning-rate-factor", fliqs.scaleLearningRateFactor());
    tree.put("settle-fraction", fliqs.settleFraction());
    tree.put("warmup-fraction", fliqs.warmupFraction());
    tree.put("reward", fliqs.reward().label());
    tree.put("beta", fliqs.beta());
    tree.put("controller-learning-rate", fliqs.controllerLearningRate());
    tree.put("entropy-weight", fliqs.entropyWeight());
    tree.put("baseline-decay", fliqs.baselineDecay());
    return tree;
  }
}
