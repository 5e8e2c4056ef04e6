package io.quarry.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import io.quarry.objective.Objective;
import io.quarry.problem.InputException;
import java.util.List;

/** Several targets of one-shot searches in one text: a configuration has one of them. */
final class Targets {
  private Targets() {}

  /**
   * A configuration for each target.
   *
   * @return distinct, at least one
   */
  static List<SearchConfig> parseAll(
      ConfigObject merged, List<Objective> known, ConfigFiles files) {
    SearchConfig first = ConfigParser.parse(merged, known, files); // Tells all problems together.
    List<ConfigObject> apart = apart(merged);
    return apart.isEmpty()
        ? List.of(first)
        : apart.stream().map(one -> ConfigParser.parse(one, known, files)).distinct().toList();
  }

  /** The configuration of a text that names one target. */
  static SearchConfig parseOne(ConfigObject merged, List<Objective> known, ConfigFiles files) {
    List<SearchConfig> all = parseAll(merged, known, files);
    if (all.size() > 1) {
      throw new InputException(
          "fliqs.target names %d targets, and one is wanted here".formatted(all.size()),
          "give one by --set; quarry search takes several, and makes a run of each.");
    }
    return all.get(0);
  }

  /** The text with each of its targets alone; none where it names no list of them. */
  private static List<ConfigObject> apart(ConfigObject merged) {
    Config config = merged.toConfig();
    for (String unit : List.of(FliqsParser.GBOPS, FliqsParser.SIZE)) {
      String path = String.join(".", FliqsParser.KEY, FliqsParser.TARGET, unit);
      if (config.hasPath(path) && config.getValue(path) instanceof ConfigList targets) {
        return targets.stream().map(target -> config.withValue(path, target).root()).toList();
      }
    }
    return List.of();
  }
}
