package io.quarry.config;

import io.quarry.arch.BlockType;
import io.quarry.arch.Stage;
import io.quarry.problem.InputException;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file that says which part of a supernet's space is meant, as {@code quarry space} writes it:
 * the supernet is then of that part alone, and trained so.
 */
final class SpaceFile {
  private final SupernetSettings declared;
  private final SearchSpace restricted;

  private SpaceFile(SupernetSettings declared, SearchSpace restricted) {
    this.declared = declared;
    this.restricted = restricted;
  }

  /**
   * The part of a supernet that a file leaves.
   *
   * @param location of HOCON with decisions of the architecture, or groups of them, and the values
   *     that they may take
   * @throws InputException naming every problem with its line; when no family has just these
   *     networks, as where blocks of one stage differ in their kernels
   */
  static SupernetSettings narrowed(SupernetSettings declared, String location, ConfigFiles files) {
    SearchSpace space = SpaceSettings.net(declared).space();
    Problems problems = new Problems("Space " + location);
    Section file = new Section(ConfigSources.read(location, files), "", problems);
    SortedMap<String, List<String>> allowed =
        file.lists(
            (name, values) -> {
              space.restrict(Map.of(name, values));
              return values;
            });
    problems.throwIfAny();
    SearchSpace restricted = space.restrict(allowed);
    SupernetSettings narrowed = new SpaceFile(declared, restricted).narrowed();
    requireSame(location, SpaceSettings.net(narrowed).space(), restricted);
    return narrowed;
  }

  private SupernetSettings narrowed() {
    List<Stage> stages = new ArrayList<>();
    for (int s = 1; s <= declared.stages().size(); s++) {
      stages.add(stage("stage" + s, declared.stages().get(s - 1)));
    }
    return new SupernetSettings(
        numbers("stem.width", declared.stemWidths()),
        declared.stemStride(),
        stages,
        declared.recipe());
  }

  private Stage stage(String name, Stage stage) {
    List<BlockType> blocks = texts(name + ".type").stream().map(BlockType::parse).toList();
    boolean expands = blocks.stream().anyMatch(BlockType::hasExpansion);
    return new Stage(
        blocks,
        numbers(name + ".depth", stage.depths()),
        numbers(name + ".width", stage.widths()),
        numbers(name + ".block1.kernel", stage.kernels()),
        expands ? numbers(name + ".block1.expansion", stage.expansions()) : List.of(),
        stage.stride());
  }

  private List<Integer> numbers(String decision, List<Integer> declaredValues) {
    List<String> left = texts(decision);
    return declaredValues.stream().filter(value -> left.contains(String.valueOf(value))).toList();
  }

  private List<String> texts(String decision) {
    return restricted.named(decision).get(0).values();
  }

  /** Both have the same values for each decision of the first. */
  private static void requireSame(String location, SearchSpace of, SearchSpace restricted) {
    Map<String, List<String>> left = new TreeMap<>();
    restricted.decisions().forEach(decision -> left.put(decision.name(), decision.values()));
    for (Decision decision : of.decisions()) {
      List<String> meant = left.getOrDefault(decision.name(), decision.values());
      if (!meant.equals(decision.values())) {
        throw new InputException(
            "Space %s leaves %s the values %s, and the first block of its stage %s"
                .formatted(location, decision.name(), meant, decision.values()),
            "a file restricts whole stages: stage2.kernel = 3; single blocks are restricted by"
                + " space.restrict { … } itself, with the supernet as it is.");
      }
    }
  }
}
