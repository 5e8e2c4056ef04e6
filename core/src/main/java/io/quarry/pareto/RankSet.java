package io.quarry.pareto;

/**
 * A set of the integers below a bound that finds neighbours in O(log₆₄ bound): a tree of 64-bit
 * words, in which a bit says that the word below it is not empty. Not thread-safe.
 */
final class RankSet {
  private static final int SHIFT = 6;

  /** From the leaves, where a bit is a member, to the root, which is one word. */
  private final long[][] levels;

  RankSet(int bound) {
    int depth = 1;
    for (int words = words(bound); words > 1; words = words(words)) {
      depth++;
    }
    levels = new long[depth][];
    int size = bound;
    for (int level = 0; level < depth; level++) {
      size = words(size);
      levels[level] = new long[size];
    }
  }

  void add(int member) {
    int index = member;
    for (long[] level : levels) {
      level[index >> SHIFT] |= 1L << index;
      index >>= SHIFT;
    }
  }

  void remove(int member) {
    int index = member;
    for (long[] level : levels) {
      level[index >> SHIFT] &= ~(1L << index);
      if (level[index >> SHIFT] != 0) {
        return;
      }
      index >>= SHIFT;
    }
  }

  /** The largest member that is at most {@code limit}, or −1. */
  int floor(int limit) {
    int index = limit;
    for (int level = 0; level < levels.length; level++) {
      if (index < 0) {
        return -1;
      }
      long word = levels[level][index >> SHIFT] & (-1L >>> (63 - (index & 63)));
      if (word != 0) {
        int found = (index & -64) + 63 - Long.numberOfLeadingZeros(word);
        for (int below = level - 1; below >= 0; below--) {
          found = (found << SHIFT) + 63 - Long.numberOfLeadingZeros(levels[below][found]);
        }
        return found;
      }
      index = (index >> SHIFT) - 1;
    }
    return -1;
  }

  /** The smallest member that is at least {@code limit}, or −1. */
  int ceiling(int limit) {
    int index = limit;
    for (int level = 0; level < levels.length; level++) {
      if (index >> SHIFT >= levels[level].length) {
        return -1;
      }
      long word = levels[level][index >> SHIFT] & (-1L << index);
      if (word != 0) {
        int found = (index & -64) + Long.numberOfTrailingZeros(word);
        for (int below = level - 1; below >= 0; below--) {
          found = (found << SHIFT) + Long.numberOfTrailingZeros(levels[below][found]);
        }
        return found;
      }
      index = (index >> SHIFT) + 1;
    }
    return -1;
  }

  private static int words(int bits) {
    return Math.max(1, (bits + 63) >> SHIFT);
  }
}
