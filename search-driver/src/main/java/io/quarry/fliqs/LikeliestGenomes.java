package io.quarry.fliqs;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * All genomes of independent decisions, the most probable first, made as they are asked for.
 *
 * <p>Decisions are ordered by what their second value costs. A genome is followed by at most three:
 * its last decision that gave way gives way further; the next one gives way as well; or, where it
 * gave way by one value, the next one does instead. None of them is more probable, and each but the
 * first follows exactly one (as in Lawler 1972, "A procedure for computing the k best solutions").
 */
final class LikeliestGenomes implements Iterator<int[]> {
  /** Values of each decision, the most probable first. */
  private final int[][] order;

  /** By decision and rank: what log probability is lost against the first. */
  private final double[][] loss;

  /** Decisions with a choice, those first whose second value costs least. */
  private final int[] decisions;

  private final PriorityQueue<Ranks> queue =
      new PriorityQueue<>(
          Comparator.comparingDouble((Ranks one) -> one.loss)
              .thenComparing(one -> one.ranks, Arrays::compare));

  /** How far down each decision's order a genome is, which decision gave way last, and the loss. */
  private static final class Ranks {
    private final int[] ranks;
    private final int last;
    private final double loss;

    Ranks(int[] ranks, int last, double loss) {
      this.ranks = ranks;
      this.last = last;
      this.loss = loss;
    }
  }

  /**
   * Those that differ from the most probable one in some decisions alone.
   *
   * @param free which decisions may differ
   */
  LikeliestGenomes(double[][] logProbabilities, boolean[] free) {
    int count = logProbabilities.length;
    order = new int[count][];
    loss = new double[count][];
    for (int i = 0; i < count; i++) {
      double[] logs = logProbabilities[i];
      order[i] = sorted(logs.length, Comparator.comparingDouble(value -> -logs[value]));
      loss[i] = new double[logs.length];
      for (int rank = 0; rank < logs.length; rank++) {
        loss[i][rank] = logs[order[i][0]] - logs[order[i][rank]];
      }
    }
    decisions =
        Arrays.stream(sorted(count, Comparator.comparingDouble(this::secondCosts)))
            .filter(i -> free[i] && order[i].length > 1)
            .toArray();
    queue.add(new Ranks(new int[count], -1, 0));
  }

  @Override
  public boolean hasNext() {
    return !queue.isEmpty();
  }

  @Override
  public int[] next() {
    Ranks best = queue.poll();
    if (best == null) {
      throw new NoSuchElementException("No genome is left");
    }
    follow(best);
    int[] genome = new int[order.length];
    for (int i = 0; i < genome.length; i++) {
      genome[i] = order[i][best.ranks[i]];
    }
    return genome;
  }

  private void follow(Ranks from) {
    int last = from.last;
    if (last >= 0) {
      push(from.ranks, from.loss, last);
    }
    if (last + 1 < decisions.length) {
      push(from.ranks, from.loss, last + 1);
      if (last >= 0 && from.ranks[decisions[last]] == 1) {
        int[] without = from.ranks.clone();
        without[decisions[last]] = 0;
        push(without, from.loss - loss[decisions[last]][1], last + 1);
      }
    }
  }

  /** One value further in a decision. */
  private void push(int[] from, double lossSoFar, int at) {
    int decision = decisions[at];
    int rank = from[decision] + 1;
    if (rank < order[decision].length) {
      int[] ranks = from.clone();
      ranks[decision] = rank;
      double more = loss[decision][rank] - loss[decision][rank - 1];
      queue.add(new Ranks(ranks, at, lossSoFar + more));
    }
  }

  private double secondCosts(int decision) {
    return order[decision].length > 1 ? loss[decision][1] : Double.POSITIVE_INFINITY;
  }

  private static int[] sorted(int count, Comparator<Integer> comparator) {
    Integer[] indices = new Integer[count];
    Arrays.setAll(indices, i -> i);
    Arrays.sort(indices, comparator);
    return Arrays.stream(indices).mapToInt(Integer::intValue).toArray();
  }
}
