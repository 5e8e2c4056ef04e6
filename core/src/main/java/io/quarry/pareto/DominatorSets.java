package io.quarry.pareto;

import java.util.Arrays;

/**
 * Ranks points of three and more objectives by sets of bits: a bit stands for a point, in
 * lexicographic order, and the dominators of a point are the intersection, over all objectives but
 * the first, of the points that are not worse there. Those sets grow point by point in the order of
 * the objective; of many only every 32nd or so is kept, and the points between are added one by
 * one.
 */
final class DominatorSets {
  private static final int SHIFT = 6;
  private static final int BITS = 1 << SHIFT;

  /** How many words of sets an objective may keep, so that they stay in a processor's cache. */
  private static final long CACHED_WORDS = 1 << 17;

  /** The most points between two sets that are kept. */
  private static final int LONGEST_BLOCK = 1 << 6;

  private final int count;
  private final Objective[] objectives;
  private final long[] dominators;
  private final int[] dropped = new int[LONGEST_BLOCK];

  private DominatorSets(int count, Objective[] objectives) {
    this.count = count;
    this.objectives = objectives;
    this.dominators = new long[words(count)];
  }

  /** The rank of each point, from 0; there is at least one, of three objectives or more. */
  static int[] rank(double[][] points) {
    int m = points[0].length;
    int[] order = StableOrder.identity(points.length);
    int[][] orders = new int[m][];
    double[][] columns = new double[m][];
    for (int j = m - 1; j >= 0; j--) {
      columns[j] = NonDominatedSorting.column(points, j);
      StableOrder.sort(order, columns[j]);
      orders[j] = order.clone();
    }
    int[] places = new int[points.length];
    boolean[] repeats = new boolean[points.length];
    int distinct = 0;
    for (int i = 0; i < order.length; i++) {
      repeats[order[i]] = i > 0 && areEqual(points[order[i]], points[order[i - 1]]);
      distinct += repeats[order[i]] ? 0 : 1;
      places[order[i]] = distinct - 1;
    }
    Objective[] objectives = new Objective[m - 1];
    for (int j = 1; j < m; j++) {
      objectives[j - 1] = new Objective(columns[j], orders[j], places, repeats, distinct);
    }
    int[] byPlace = new DominatorSets(distinct, objectives).ranks();
    int[] ranks = new int[points.length];
    for (int i = 0; i < ranks.length; i++) {
      ranks[i] = byPlace[places[i]];
    }
    return ranks;
  }

  private int[] ranks() {
    Front[] fronts = new Front[16];
    int used = 0;
    int[] ranks = new int[count];
    for (int place = 0; place < count; place++) {
      boolean dominated = gatherDominators(place);
      int low = 0;
      int high = dominated ? used : 0;
      int words = words(place);
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (fronts[middle].meets(dominators, words)) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      if (low == used) {
        fronts = used == fronts.length ? Arrays.copyOf(fronts, 2 * used) : fronts;
        fronts[used++] = new Front();
      }
      fronts[low].add(place);
      ranks[place] = low;
    }
    return ranks;
  }

  /** Sets the bits of all earlier points that dominate one, among later ones; whether any is. */
  private boolean gatherDominators(int place) {
    int words = words(place);
    long any = objectives[0].copy(place, words, dominators);
    for (int j = 1; j < objectives.length && any != 0; j++) {
      any = objectives[j].intersect(place, words, dominators, dropped);
    }
    return any != 0;
  }

  private static boolean areEqual(double[] a, double[] b) {
    for (int j = 0; j < a.length; j++) {
      if (a[j] != b[j]) {
        return false;
      }
    }
    return true;
  }

  private static int words(int bits) {
    return (bits + BITS - 1) >> SHIFT;
  }

  /** The points in the order of one objective, with the sets of the first ones of them. */
  private static final class Objective {
    /** Places of the distinct points, ascending by the objective. */
    private final int[] sorted;

    /** How many of them are not worse than the point at a place, itself included. */
    private final int[] reach;

    /** The logarithm of the number of points from one set to the next. */
    private final int shift;

    private final int width;
    private final long[] sets;

    Objective(double[] values, int[] order, int[] places, boolean[] repeats, int distinct) {
      sorted = new int[distinct];
      reach = new int[distinct];
      width = words(distinct);
      shift = blockShift(distinct, width);
      sets = new long[((distinct >> shift) + 1) * width];
      int from = 0;
      int k = 0;
      double value = Double.NaN;
      for (int p : order) {
        if (repeats[p]) {
          continue;
        }
        if (values[p] != value) {
          reachAll(from, k);
          from = k;
          value = values[p];
        }
        sorted[k++] = places[p];
      }
      reachAll(from, k);
      keepSets();
    }

    private static int blockShift(int distinct, int width) {
      int shift = 0;
      while (1 << shift < LONGEST_BLOCK && (long) (distinct >> shift) * width > CACHED_WORDS) {
        shift++;
      }
      return shift;
    }

    private void reachAll(int from, int to) {
      for (int k = from; k < to; k++) {
        reach[sorted[k]] = to;
      }
    }

    private void keepSets() {
      int block = 1 << shift;
      for (int k = block, at = width; k <= sorted.length; k += block, at += width) {
        System.arraycopy(sets, at - width, sets, at, width);
        for (int i = k - block; i < k; i++) {
          sets[at + (sorted[i] >> SHIFT)] |= 1L << sorted[i];
        }
      }
    }

    /** Returns a word that is not 0 when the first words of the set are not all 0. */
    long copy(int place, int words, long[] set) {
      int block = reach[place] >> shift;
      int from = block * width;
      for (int w = 0; w < words; w++) {
        set[w] = sets[from + w];
      }
      for (int k = block << shift; k < reach[place]; k++) {
        set[sorted[k] >> SHIFT] |= 1L << sorted[k];
      }
      return words;
    }

    /** Returns a word that is not 0 when the intersection of the first words is not empty. */
    long intersect(int place, int words, long[] set, int[] dropped) {
      int block = reach[place] >> shift;
      int kept = 0;
      for (int k = block << shift; k < reach[place]; k++) {
        int other = sorted[k];
        dropped[kept] = other;
        kept += other < place ? (int) (set[other >> SHIFT] >>> other) & 1 : 0;
      }
      int from = block * width;
      long any = 0;
      for (int w = 0; w < words; w++) {
        set[w] &= sets[from + w];
        any |= set[w];
      }
      for (int k = 0; k < kept; k++) {
        set[dropped[k] >> SHIFT] |= 1L << dropped[k];
      }
      return any | kept;
    }
  }

  /** The points of one rank; places are added in ascending order. */
  private static final class Front {
    private long[] bits = new long[1];
    private int first = -1;
    private int end;

    void add(int place) {
      int word = place >> SHIFT;
      first = first < 0 ? word : first;
      int index = word - first;
      if (index >= bits.length) {
        bits = Arrays.copyOf(bits, Math.max(index + 1, 2 * bits.length));
      }
      bits[index] |= 1L << place;
      end = word + 1;
    }

    /** From the end, for what comes shortly before dominates more often. */
    boolean meets(long[] set, int words) {
      for (int w = Math.min(words, end) - 1; w >= first; w--) {
        if ((set[w] & bits[w - first]) != 0) {
          return true;
        }
      }
      return false;
    }
  }
}
