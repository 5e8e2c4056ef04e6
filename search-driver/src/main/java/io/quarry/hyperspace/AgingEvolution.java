package io.quarry.hyperspace;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Aging evolution (Real et al. 2019) as SpaceEvo has it: the best of a tournament gets two
 * children, one with another block type in a stage, one with another window in a stage; they take
 * the places of the oldest. No crossover, no space twice.
 *
 * <p>Differs from the authors' code where that does not do what it says: random spaces are random,
 * and duplicates are refused. A space that is fast on average is among the first, so that a hard
 * constraint is met from the start; and after some cycles without a new child a random space comes.
 */
final class AgingEvolution implements SpaceTactic {
  /** Of a cycle. */
  private static final int CHILDREN = 2;

  /** Cycles without a new child before a random space comes. */
  private static final int PATIENCE = 50;

  /** Draws of a random space before all are taken for known. */
  private static final int TRIES = 10_000;

  private final StageTable table;
  private final Hyperspace hyperspace;
  private final int population;
  private final int tournament;

  /** The stages that have block types, or windows, to choose from. */
  private final List<Integer> withTypes;

  private final List<Integer> withWindows;

  /**
   * An evolution.
   *
   * @param population how many live at a time, at least one
   * @param tournament how many of them, drawn with replacement, compete to be a parent
   */
  AgingEvolution(StageTable table, int population, int tournament) {
    this.table = table;
    this.hyperspace = table.hyperspace();
    this.population = population;
    this.tournament = tournament;
    this.withTypes = stages(stage -> stage.types().size() > 1);
    this.withWindows = stages(stage -> stage.windows().size() > 1);
  }

  private List<Integer> stages(Predicate<Stage> condition) {
    return IntStream.range(0, hyperspace.stages().size())
        .filter(s -> condition.test(hyperspace.stages().get(s)))
        .boxed()
        .toList();
  }

  @Override
  public void search(Evaluations evaluations, RandomGenerator random) {
    List<StageSpace> living = first(random);
    living.stream().limit(evaluations.left()).forEach(evaluations::score);
    int oldest = 0;
    int idle = 0;
    while (!evaluations.isSpent() && idle <= PATIENCE) {
      StageSpace parent = winner(living, evaluations, random);
      List<StageSpace> children = unknown(children(parent, random), evaluations);
      if (children.isEmpty() && ++idle > PATIENCE) {
        children = unknown(strangers(random), evaluations);
      }
      for (StageSpace child : children) {
        evaluations.score(child);
        living.set(oldest, child);
        oldest = (oldest + 1) % living.size();
        idle = 0;
      }
    }
  }

  /** One that is fast on average, some with the same choice in all stages, random ones. */
  private List<StageSpace> first(RandomGenerator random) {
    Set<StageSpace> first = new LinkedHashSet<>();
    first.add(table.fastestOnAverage());
    List<StageSpace> uniform = hyperspace.uniform();
    int some = Math.min(uniform.size(), population / 2);
    for (int i = 0; i < some; i++) {
      first.add(uniform.get(i * uniform.size() / some));
    }
    for (int tries = 0; tries < TRIES && first.size() < population; tries++) {
      first.add(hyperspace.draw(random));
    }
    return new ArrayList<>(first);
  }

  private StageSpace winner(
      List<StageSpace> living, Evaluations evaluations, RandomGenerator random) {
    StageSpace winner = living.get(random.nextInt(living.size()));
    for (int i = 1; i < tournament; i++) {
      StageSpace other = living.get(random.nextInt(living.size()));
      if (evaluations.score(other).total() > evaluations.score(winner).total()) {
        winner = other;
      }
    }
    return winner;
  }

  /** One with another block type in a stage, one with another window, where there are others. */
  private List<StageSpace> children(StageSpace parent, RandomGenerator random) {
    List<StageSpace> children = new ArrayList<>();
    if (!withTypes.isEmpty()) {
      int stage = withTypes.get(random.nextInt(withTypes.size()));
      int types = hyperspace.stages().get(stage).types().size();
      children.add(parent.withType(stage, other(parent.types().get(stage), types, random)));
    }
    if (!withWindows.isEmpty()) {
      int stage = withWindows.get(random.nextInt(withWindows.size()));
      int windows = hyperspace.stages().get(stage).windows().size();
      children.add(parent.withWindow(stage, other(parent.windows().get(stage), windows, random)));
    }
    return children;
  }

  private static int other(int value, int count, RandomGenerator random) {
    return (value + 1 + random.nextInt(count - 1)) % count;
  }

  private List<StageSpace> strangers(RandomGenerator random) {
    return Stream.generate(() -> hyperspace.draw(random)).limit(TRIES).toList();
  }

  /** Of those that were not scored before as many as are paid for. */
  private static List<StageSpace> unknown(List<StageSpace> spaces, Evaluations evaluations) {
    return spaces.stream()
        .filter(space -> !evaluations.knows(space))
        .distinct()
        .limit(Math.min(CHILDREN, evaluations.left()))
        .toList();
  }
}
