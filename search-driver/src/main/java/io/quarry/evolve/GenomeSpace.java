package io.quarry.evolve;

import io.quarry.space.ActiveGenes;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The genomes of a space as numbers, with a hash that is the same for all genomes of a candidate.
 * Immutable and thread-safe.
 */
final class GenomeSpace {
  /** Any number: it only has to be the same on every JVM. */
  private static final long HASH_SEED = 0x51A7_7E0D_0B5E_55EDL;

  private final int[] choices;
  private final boolean[] ordinal;
  private final ActiveGenes activity;

  /**
   * For the values of the first gene, then of the second, and so on, random numbers (Zobrist 1970):
   * a genome's hash is the exclusive or of those of its values.
   */
  private final long[] hashes;

  /** Where the numbers of a gene begin. */
  private final int[] offsets;

  private GenomeSpace(int[] choices, boolean[] ordinal, ActiveGenes activity) {
    this.choices = choices;
    this.ordinal = ordinal;
    this.activity = activity;
    this.offsets = new int[choices.length];
    int all = 0;
    for (int i = 0; i < choices.length; i++) {
      offsets[i] = all;
      all += choices[i];
    }
    this.hashes = new SplittableRandom(HASH_SEED).longs(all).toArray();
  }

  static GenomeSpace of(SearchSpace space) {
    int genes = space.dimension();
    int[] choices = new int[genes];
    boolean[] ordinal = new boolean[genes];
    for (int i = 0; i < genes; i++) {
      Decision decision = space.decisions().get(i);
      choices[i] = decision.values().size();
      ordinal[i] = decision.kind() == Decision.Kind.ORDINAL;
    }
    return new GenomeSpace(choices, ordinal, ActiveGenes.of(space));
  }

  int genes() {
    return choices.length;
  }

  int choices(int gene) {
    return choices[gene];
  }

  boolean isOrdinal(int gene) {
    return ordinal[gene];
  }

  /** Draws every gene uniformly and independently. */
  int[] draw(RandomGenerator random) {
    int[] genome = new int[choices.length];
    for (int i = 0; i < genome.length; i++) {
      genome[i] = random.nextInt(choices[i]);
    }
    return genome;
  }

  /** A copy whose inactive genes are drawn anew: they matter to descendants alone. */
  int[] withInactiveDrawn(int[] genome, RandomGenerator random) {
    boolean[] active = new boolean[genome.length];
    activity.mark(genome, active);
    int[] copy = genome.clone();
    for (int i = 0; i < copy.length; i++) {
      copy[i] = active[i] ? copy[i] : random.nextInt(choices[i]);
    }
    return copy;
  }

  /**
   * A hash over the active genes. Two different candidates have the same once in 2⁶⁴, so it stands
   * for the candidate where thousands are compared.
   *
   * @param active scratch, as long as the genome
   */
  long hash(int[] genome, boolean[] active) {
    activity.mark(genome, active);
    long hash = 0;
    for (int i = 0; i < genome.length; i++) {
      hash ^= active[i] ? hashes[offsets[i] + genome[i]] : 0;
    }
    return hash;
  }

  /**
   * Returns the genome.
   *
   * @throws IllegalArgumentException when it is not one of this space
   */
  int[] requireGenome(int[] genome) {
    if (genome.length != choices.length) {
      throw new IllegalArgumentException(
          "A genome of %d decisions does not fit a space of %d"
              .formatted(genome.length, choices.length));
    }
    for (int i = 0; i < genome.length; i++) {
      if (genome[i] < 0 || genome[i] >= choices[i]) {
        throw new IllegalArgumentException(
            "Gene %d has no value number %d".formatted(i, genome[i]));
      }
    }
    return genome;
  }
}
