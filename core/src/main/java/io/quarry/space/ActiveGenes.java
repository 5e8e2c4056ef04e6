package io.quarry.space;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Tells which genes of a genome are active, as {@link SearchSpace#candidate} does but without
 * names: for code that looks at thousands of genomes. Immutable and thread-safe.
 */
public final class ActiveGenes {
  /** The genes that have conditions; the others are always active. */
  private final int[] conditional;

  /** By gene and condition: the gene it looks at. */
  private final int[][] parents;

  /** By gene, condition and value of the gene it looks at. */
  private final boolean[][][] allowed;

  private ActiveGenes(int[][] parents, boolean[][][] allowed) {
    this.conditional =
        IntStream.range(0, parents.length).filter(i -> parents[i].length > 0).toArray();
    this.parents = parents;
    this.allowed = allowed;
  }

  /** The conditions of a space. */
  public static ActiveGenes of(SearchSpace space) {
    List<Decision> decisions = space.decisions();
    Map<String, Integer> index = new HashMap<>();
    int[][] parents = new int[decisions.size()][];
    boolean[][][] allowed = new boolean[decisions.size()][][];
    for (int i = 0; i < parents.length; i++) {
      List<Condition> conditions = decisions.get(i).conditions();
      parents[i] = conditions.stream().mapToInt(c -> index.get(c.decision())).toArray();
      allowed[i] = new boolean[conditions.size()][];
      for (int c = 0; c < parents[i].length; c++) {
        List<String> values = decisions.get(parents[i][c]).values();
        allowed[i][c] = new boolean[values.size()];
        for (int v = 0; v < values.size(); v++) {
          allowed[i][c][v] = conditions.get(c).values().contains(values.get(v));
        }
      }
      index.put(decisions.get(i).name(), i);
    }
    return new ActiveGenes(parents, allowed);
  }

  /**
   * Marks the active genes. Genomes of one candidate have the same active genes, and the same
   * values of those.
   *
   * @param genome an index into the values of each decision, in range
   * @param active as long as the genome; overwritten
   */
  public void mark(int[] genome, boolean[] active) {
    Arrays.fill(active, true);
    for (int i : conditional) {
      boolean holds = true;
      for (int c = 0; c < parents[i].length && holds; c++) {
        int parent = parents[i][c];
        holds = active[parent] && allowed[i][c][genome[parent]];
      }
      active[i] = holds;
    }
  }
}
