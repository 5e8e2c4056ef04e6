package io.quarry.hyperspace;

import io.quarry.problem.InputException;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All search spaces that stages allow: every combination of a block type and a window for each.
 *
 * @param stages from the input on, at least one
 */
public record Hyperspace(List<Stage> stages) {
  public Hyperspace {
    stages = List.copyOf(stages);
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("A network without stages");
    }
  }

  /** How many spaces there are. */
  public BigInteger size() {
    return stages.stream()
        .map(stage -> BigInteger.valueOf((long) stage.types().size() * stage.windows().size()))
        .reduce(BigInteger.ONE, BigInteger::multiply);
  }

  /** A space, each as probable as any other. */
  public StageSpace draw(RandomGenerator random) {
    List<Integer> types = new ArrayList<>();
    List<Integer> windows = new ArrayList<>();
    for (Stage stage : stages) {
      types.add(random.nextInt(stage.types().size()));
      windows.add(random.nextInt(stage.windows().size()));
    }
    return new StageSpace(types, windows);
  }

  /**
   * The spaces with the same block type and the same window in all stages, by number; a stage that
   * has no such number has its last.
   */
  List<StageSpace> uniform() {
    Set<StageSpace> spaces = new LinkedHashSet<>();
    for (int type = 0; type < most(Stage::types); type++) {
      for (int window = 0; window < most(Stage::windows); window++) {
        spaces.add(new StageSpace(clamped(type, Stage::types), clamped(window, Stage::windows)));
      }
    }
    return List.copyOf(spaces);
  }

  /**
   * The spaces with the same block type in all stages, by its name, and the same window in all, by
   * number; of block types that every stage has.
   */
  Map<String, List<StageSpace>> ofOneType() {
    Map<String, List<StageSpace>> spaces = new LinkedHashMap<>();
    for (String type : stages.get(0).types()) {
      if (stages.stream().allMatch(stage -> stage.types().contains(type))) {
        List<Integer> types = stages.stream().map(stage -> stage.types().indexOf(type)).toList();
        spaces.put(
            type,
            IntStream.range(0, most(Stage::windows))
                .mapToObj(window -> new StageSpace(types, clamped(window, Stage::windows)))
                .toList());
      }
    }
    return spaces;
  }

  /**
   * A space of a configuration's own stages in HOCON, as {@code space.restrict} takes it: a line
   * {@code stage1 { type = fused, width = [16, 32] }} for each.
   */
  public String restriction(StageSpace space) {
    List<String> types = names(space.types(), Stage::types);
    List<String> windows = names(space.windows(), Stage::windows);
    return IntStream.range(0, stages.size())
        .mapToObj(
            s ->
                "stage%s { type = %s, width = [%s] }%n"
                    .formatted(
                        stages.get(s).name(), types.get(s), windows.get(s).replace("-", ", ")))
        .collect(Collectors.joining());
  }

  /** All spaces, where they are not too many. */
  public List<StageSpace> all() {
    List<StageSpace> spaces = List.of(new StageSpace(List.of(), List.of()));
    for (Stage stage : stages) {
      List<StageSpace> longer = new ArrayList<>();
      for (StageSpace space : spaces) {
        for (int type = 0; type < stage.types().size(); type++) {
          for (int window = 0; window < stage.windows().size(); window++) {
            longer.add(space.followedBy(type, window));
          }
        }
      }
      spaces = longer;
    }
    return spaces;
  }

  private int most(Function<Stage, List<String>> choices) {
    return stages.stream().mapToInt(stage -> choices.apply(stage).size()).max().orElseThrow();
  }

  private List<Integer> clamped(int number, Function<Stage, List<String>> choices) {
    return stages.stream().map(stage -> Math.min(number, choices.apply(stage).size() - 1)).toList();
  }

  /** All spaces that differ in the block type or the window of one stage. */
  List<StageSpace> neighbours(StageSpace space) {
    List<StageSpace> neighbours = new ArrayList<>();
    for (int s = 0; s < stages.size(); s++) {
      for (int type = 0; type < stages.get(s).types().size(); type++) {
        neighbours.add(space.withType(s, type));
      }
      for (int window = 0; window < stages.get(s).windows().size(); window++) {
        neighbours.add(space.withWindow(s, window));
      }
    }
    neighbours.removeIf(space::equals);
    return neighbours;
  }

  /** One decision for the block type and one for the window of each stage, in turn. */
  SearchSpace decisions() {
    List<Decision> decisions = new ArrayList<>();
    for (int s = 0; s < stages.size(); s++) {
      Stage stage = stages.get(s);
      decisions.add(Decision.categorical("stage%d.type".formatted(s), stage.types()));
      decisions.add(
          Decision.ordinal(
              "stage%d.window".formatted(s),
              IntStream.range(0, stage.windows().size()).boxed().toList()));
    }
    return SearchSpace.of(decisions);
  }

  /** A space as the numbers of the values of {@link #decisions}. */
  static int[] genome(StageSpace space) {
    return IntStream.range(0, space.types().size())
        .flatMap(s -> IntStream.of(space.types().get(s), space.windows().get(s)))
        .toArray();
  }

  /** The space that the numbers of the values of {@link #decisions} stand for. */
  static StageSpace ofGenome(int[] genome) {
    int count = genome.length / 2;
    return new StageSpace(
        IntStream.range(0, count).mapToObj(s -> genome[2 * s]).toList(),
        IntStream.range(0, count).mapToObj(s -> genome[2 * s + 1]).toList());
  }

  /**
   * A space as text: {@code 151122-023231}, block types and windows, where all of them have names
   * of one character; else {@code inverted:16-32,fused:32-64}, stage by stage.
   */
  public String text(StageSpace space) {
    List<String> types = names(space.types(), Stage::types);
    List<String> windows = names(space.windows(), Stage::windows);
    return isCompact()
        ? String.join("", types) + "-" + String.join("", windows)
        : IntStream.range(0, stages.size())
            .mapToObj(s -> types.get(s) + ":" + windows.get(s))
            .collect(Collectors.joining(","));
  }

  private List<String> names(List<Integer> numbers, Function<Stage, List<String>> choices) {
    return IntStream.range(0, stages.size())
        .mapToObj(s -> choices.apply(stages.get(s)).get(numbers.get(s)))
        .toList();
  }

  private boolean isCompact() {
    return stages.stream()
        .flatMap(stage -> Stream.concat(stage.types().stream(), stage.windows().stream()))
        .allMatch(name -> name.length() == 1);
  }

  /**
   * The space that a text of {@link #text} stands for.
   *
   * @throws InputException when it is none of these spaces
   */
  public StageSpace parse(String text) {
    int count = stages.size();
    List<String> names = text.contains(":") ? pairs(text) : compact(text);
    if (names.size() != 2 * count) {
      throw new InputException(
          "%s is no space of %d stages".formatted(text, count),
          "a block type and a window for each stage are meant, as in %s."
              .formatted(text(uniform().get(0))));
    }
    return new StageSpace(
        numbers(text, "block type", Stage::types, names.subList(0, count)),
        numbers(text, "window", Stage::windows, names.subList(count, 2 * count)));
  }

  /** The names of block types, then of windows. */
  private List<String> compact(String text) {
    int count = stages.size();
    boolean formed = text.length() == 2 * count + 1 && text.charAt(count) == '-';
    return formed
        ? List.of((text.substring(0, count) + text.substring(count + 1)).split(""))
        : List.of();
  }

  private static List<String> pairs(String text) {
    List<String[]> pairs = Arrays.stream(text.split(",")).map(pair -> pair.split(":", 2)).toList();
    return pairs.stream().allMatch(pair -> pair.length == 2)
        ? Stream.concat(pairs.stream().map(pair -> pair[0]), pairs.stream().map(pair -> pair[1]))
            .toList()
        : List.of();
  }

  private List<Integer> numbers(
      String text, String what, Function<Stage, List<String>> choices, List<String> names) {
    List<Integer> numbers = new ArrayList<>();
    for (int s = 0; s < names.size(); s++) {
      List<String> known = choices.apply(stages.get(s));
      numbers.add(known.indexOf(names.get(s)));
      if (numbers.get(s) < 0) {
        throw new InputException(
            "%s: stage %s has no %s %s; there are %s"
                .formatted(
                    text, stages.get(s).name(), what, names.get(s), String.join(", ", known)));
      }
    }
    return numbers;
  }
}
