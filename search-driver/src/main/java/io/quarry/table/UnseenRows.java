package io.quarry.table;

import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/** The rows of a table that one run has not taken yet. Not thread-safe. */
public final class UnseenRows {
  private static final int NONE = -1;

  private final RecordedTable table;
  private final Seeds seeds;

  /** Row numbers, those left first. */
  private final int[] rows;

  private final int[] positions;
  private int left;

  /**
   * All rows of a table.
   *
   * @param seeds decide between rows that are equally near
   */
  public UnseenRows(RecordedTable table, Seeds seeds) {
    this.table = table;
    this.seeds = seeds;
    this.rows = new int[table.size()];
    this.positions = new int[table.size()];
    Arrays.setAll(rows, i -> i);
    Arrays.setAll(positions, i -> i);
    this.left = rows.length;
  }

  /** How many rows are left. */
  public int left() {
    return left;
  }

  /**
   * Takes a row for each candidate: its own where that is left, else the nearest that is left by
   * Hamming distance over active decisions, where a decision that is active on one side alone
   * counts. Candidates with a row of their own come first, so none loses it to another. The cost of
   * a candidate without one is that of a walk over all rows left.
   *
   * @param candidates of the table's space, no more than rows are left
   * @return the numbers of the rows, in the order of the candidates
   */
  public List<Integer> take(List<Candidate> candidates) {
    if (candidates.size() > left) {
      throw new IllegalArgumentException(
          "%d rows are wanted and %d left".formatted(candidates.size(), left));
    }
    int[] taken = new int[candidates.size()];
    for (int i = 0; i < taken.length; i++) {
      OptionalInt own = table.indexOf(candidates.get(i));
      taken[i] = own.isPresent() && isLeft(own.getAsInt()) ? own.getAsInt() : NONE;
      remove(taken[i]);
    }
    for (int i = 0; i < taken.length; i++) {
      if (taken[i] == NONE) {
        taken[i] = nearest(candidates.get(i));
        remove(taken[i]);
      }
    }
    return Arrays.stream(taken).boxed().toList();
  }

  private boolean isLeft(int row) {
    return positions[row] < left;
  }

  private void remove(int row) {
    if (row == NONE) {
      return;
    }
    int position = positions[row];
    int last = rows[--left];
    rows[position] = last;
    positions[last] = position;
    rows[left] = row;
    positions[row] = left;
  }

  /** Of those equally near the one that a draw by the candidate picks among them in file order. */
  private int nearest(Candidate candidate) {
    int[] code = table.code(candidate);
    int least = code.length + 1;
    int[] ties = new int[left];
    int count = 0;
    for (int i = 0; i < left; i++) {
      int distance = distance(code, table.codeOf(rows[i]), least);
      if (distance < least) {
        least = distance;
        count = 0;
      }
      if (distance == least) {
        ties[count++] = rows[i];
      }
    }
    Arrays.sort(ties, 0, count);
    RandomGenerator random = seeds.child("nearest", candidate.text()).generator();
    return ties[count == 1 ? 0 : random.nextInt(count)];
  }

  /** The Hamming distance, or anything above {@code most} when it is above. */
  private static int distance(int[] a, int[] b, int most) {
    int distance = 0;
    for (int i = 0; i < a.length && distance <= most; i++) {
      if (a[i] != b[i]) {
        distance++;
      }
    }
    return distance;
  }
}
