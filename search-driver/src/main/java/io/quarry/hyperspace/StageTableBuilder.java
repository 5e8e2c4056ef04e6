package io.quarry.hyperspace;

import io.quarry.problem.InputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes a {@link StageTable} of sub-stages, in any order. Not thread-safe. */
public final class StageTableBuilder {
  /** More gaps than anybody reads. */
  private static final int SHOWN = 50;

  private final String name;
  private final Map<String, Map<Choice, List<SubStage>>> rows = new LinkedHashMap<>();
  private final List<String> gaps = new ArrayList<>();

  /** What a stage may be. */
  private record Choice(String type, String window) {}

  /**
   * A table without rows.
   *
   * @param name for people
   */
  public StageTableBuilder(String name) {
    this.name = name;
  }

  /** Adds a sub-stage of a stage, a block type and a window, all by their names. */
  public void add(String stage, String type, String window, SubStage row) {
    rows.computeIfAbsent(stage, key -> new LinkedHashMap<>())
        .computeIfAbsent(new Choice(type, window), key -> new ArrayList<>())
        .add(row);
  }

  /**
   * The table of all that was added.
   *
   * <p>Names that are whole numbers come in ascending order, others in that of the rows. A stage
   * may lack a block type or a window that others have. The resolutions of its inputs, by size,
   * belong to those of every other stage's.
   *
   * @throws InputException naming every gap: a number between those of stages, a block type with a
   *     window that a stage lacks, a resolution that they lack; or when the resolutions of stages
   *     and fixed parts are not those of the same networks
   */
  public StageTable build(FixedParts fixed) {
    if (rows.isEmpty()) {
      throw new InputException("Stage table %s has no row".formatted(name));
    }
    gaps.clear();
    List<String> names = inOrder(rows.keySet());
    lookForHoles(names);
    List<Stage> stages = new ArrayList<>();
    List<List<Input>> inputs = new ArrayList<>();
    Cell[][][][] cells = new Cell[names.size()][][][];
    for (int s = 0; s < cells.length; s++) {
      stages.add(stage(names.get(s)));
      inputs.add(inputs(names.get(s)));
      cells[s] = cells(stages.get(s), inputs.get(s));
    }
    throwIfGaps();
    return new StageTable(
        name, new Hyperspace(stages), Resolutions.of(names, inputs, fixed), cells);
  }

  private Stage stage(String stage) {
    Collection<Choice> choices = rows.get(stage).keySet();
    return new Stage(
        stage,
        inOrder(choices.stream().map(Choice::type).toList()),
        inOrder(choices.stream().map(Choice::window).toList()));
  }

  private List<Input> inputs(String stage) {
    return rows.get(stage).values().stream()
        .flatMap(List::stream)
        .map(SubStage::input)
        .distinct()
        .sorted()
        .toList();
  }

  /** Distinct names, by value where all are whole numbers. */
  private static List<String> inOrder(Collection<String> names) {
    List<String> distinct = names.stream().distinct().toList();
    return areNumbers(distinct)
        ? distinct.stream().sorted(Comparator.comparingInt(Integer::parseInt)).toList()
        : distinct;
  }

  private static boolean areNumbers(List<String> names) {
    return names.stream().allMatch(name -> name.matches("[0-9]{1,9}"));
  }

  private void lookForHoles(List<String> names) {
    if (areNumbers(names)) {
      int first = Integer.parseInt(names.get(0));
      int last = Integer.parseInt(names.get(names.size() - 1));
      IntStream.rangeClosed(first, last)
          .filter(number -> names.stream().noneMatch(name -> Integer.parseInt(name) == number))
          .limit(SHOWN)
          .forEach(number -> gaps.add("stage %d: no row".formatted(number)));
    }
  }

  /** By type, window and resolution. */
  private Cell[][][] cells(Stage stage, List<Input> inputs) {
    Cell[][][] cells = new Cell[stage.types().size()][stage.windows().size()][inputs.size()];
    for (int t = 0; t < cells.length; t++) {
      for (int w = 0; w < cells[t].length; w++) {
        Choice choice = new Choice(stage.types().get(t), stage.windows().get(w));
        String where =
            "stage %s, block type %s, window %s"
                .formatted(stage.name(), choice.type, choice.window);
        List<SubStage> all = rows.get(stage.name()).getOrDefault(choice, List.of());
        if (all.isEmpty()) {
          gaps.add(where + ": no row");
          continue;
        }
        Map<Input, List<SubStage>> byInput =
            all.stream().collect(Collectors.groupingBy(SubStage::input));
        for (int r = 0; r < inputs.size(); r++) {
          List<SubStage> some = byInput.getOrDefault(inputs.get(r), List.of());
          if (some.isEmpty()) {
            gaps.add("%s: no row with an input of %s".formatted(where, inputs.get(r).text()));
          }
          cells[t][w][r] = Cell.of(some);
        }
      }
    }
    return cells;
  }

  private void throwIfGaps() {
    if (gaps.isEmpty()) {
      return;
    }
    String separator = System.lineSeparator() + "  ";
    int more = gaps.size() - SHOWN;
    throw new InputException(
        "Stage table %s has %s:%s%s%s"
            .formatted(
                name,
                gaps.size() == 1 ? "a gap" : gaps.size() + " gaps",
                separator,
                gaps.stream().limit(SHOWN).collect(Collectors.joining(separator)),
                more > 0 ? separator + "and %d more".formatted(more) : ""));
  }
}
