package io.quarry.config;

import com.typesafe.config.ConfigObject;
import io.quarry.problem.InputException;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import io.quarry.space.SearchSpace;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Reads which part of the space is meant. */
final class SpaceParser {
  private static final String SPACE = "space";
  private static final String RESTRICT = "restrict";

  private SpaceParser() {}

  /** The supernet as declared, or what a file that {@code space.restrict} names leaves of it. */
  static SupernetSettings narrowed(
      Section root, SupernetSettings declared, Problems problems, ConfigFiles files) {
    Section space = root.section(SPACE);
    return namesFile(space) && problems.count() == 0
        ? space.converted(
            RESTRICT, location -> SpaceFile.narrowed(declared, location, files), declared)
        : declared;
  }

  private static boolean namesFile(Section space) {
    return space.has(RESTRICT) && !space.holds(RESTRICT, ConfigObject.class);
  }

  /**
   * The settings of the space.
   *
   * @param sound whether supernet and policy are; else names and values cannot be judged
   */
  static SpaceSettings read(
      Section root, SupernetSettings supernet, PolicySettings policy, boolean sound) {
    Section space = root.section(SPACE);
    if (!sound) {
      return SpaceSettings.unrestricted();
    }
    SpaceSettings read =
        namesFile(space) ? SpaceSettings.unrestricted() : restricted(space, supernet, policy);
    space.rejectUnknown();
    return read;
  }

  private static SpaceSettings restricted(
      Section space, SupernetSettings supernet, PolicySettings policy) {
    SearchSpace untied = SpaceSettings.untied(supernet, policy);
    SortedMap<String, List<String>> restrict =
        space
            .section(RESTRICT)
            .lists(
                (name, values) -> {
                  List<String> allowed = isOverFormats(name) ? formats(values) : values;
                  untied.restrict(Map.of(name, allowed));
                  return allowed;
                });
    SpaceSettings read = new SpaceSettings(restrict);
    try {
      read.joint(supernet, policy);
    } catch (InputException e) {
      // Each of them is possible, but not together, or not with what the target ties.
      space.refuse(RESTRICT, e);
    }
    return read;
  }

  /** Whether the target leaves every layer some formats. */
  static boolean isLegal(Section root, SupernetSettings supernet, PolicySettings policy) {
    try {
      SpaceSettings.untied(supernet, policy);
      return true;
    } catch (InputException e) {
      root.section("policy").refuse("target", e);
      return false;
    }
  }

  /** Whether a decision, or all of a group, is over formats; a group may be called just that. */
  private static boolean isOverFormats(String name) {
    return Policy.isDecision("." + name);
  }

  private static List<String> formats(List<String> texts) {
    return texts.stream().map(text -> LayerFormats.parse(text).text()).toList();
  }
}
