package io.quarry.pareto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RankSetTest {

  @Property(tries = 60, seed = "6")
  void findsTheNeighboursThatATreeSetFinds(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 300_000) int bound) {
    RandomGenerator random = new SplittableRandom(seed);
    RankSet set = new RankSet(bound);
    TreeSet<Integer> expected = new TreeSet<>();
    for (int step = 0; step < 400; step++) {
      int member = random.nextInt(bound);
      if (random.nextInt(3) > 0) {
        set.add(member);
        expected.add(member);
      } else if (!expected.isEmpty()) {
        set.remove(expected.first());
        expected.pollFirst();
      }
      int limit = random.nextInt(bound);
      assertThat(set.floor(limit)).isEqualTo(orNone(expected.floor(limit)));
      assertThat(set.ceiling(limit)).isEqualTo(orNone(expected.ceiling(limit)));
    }
  }

  private static int orNone(Integer found) {
    return found == null ? -1 : found;
  }
}
