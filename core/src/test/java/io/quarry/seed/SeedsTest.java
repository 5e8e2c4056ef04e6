package io.quarry.seed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SeedsTest {

  /**
   * The first 8 bytes of SHA-256 over big-endian 7, then each part's length and text; computed with
   * Python's hashlib.
   */
  @Test
  void derivedSeedsNeverChange() {
    assertThat(new Seeds(7).child("evolve").value()).isEqualTo(3812363254462571711L);
    assertThat(new Seeds(7).child("evolve", 3, "key").value()).isEqualTo(-7375921453342954888L);
  }

  @Test
  void drawnNumbersNeverChange() {
    RandomGenerator random = new Seeds(7).child("evolve").generator();
    assertThat(random.nextInt(1000)).isEqualTo(551);
    assertThat(random.nextInt(1000)).isEqualTo(947);
  }

  @Test
  void purposesPartsAndSeedsAreAllTold() {
    Set<Long> values = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      for (String purpose : new String[] {"a", "b", "ab", ""}) {
        for (int part = 0; part < 20; part++) {
          assertThat(values.add(new Seeds(seed).child(purpose, part).value())).isTrue();
        }
      }
    }
  }

  @Test
  void partsDoNotRunIntoEachOther() {
    Seeds seeds = new Seeds(1);
    assertThat(seeds.child("x", "ab", "c")).isNotEqualTo(seeds.child("x", "a", "bc"));
    assertThat(seeds.child("x", "abc")).isNotEqualTo(seeds.child("x", "ab", "c"));
    assertThat(seeds.child("x", "")).isNotEqualTo(seeds.child("x"));
  }

  @Test
  void whatOneConsumerDrawsDoesNotShiftAnother() {
    Seeds seeds = new Seeds(99);
    long alone = seeds.child("second").generator().nextLong();
    assertThat(seeds.child("first").generator().longs(1000).distinct()).hasSize(1000);
    assertThat(seeds.child("second").generator().nextLong()).isEqualTo(alone);
  }

  /** Correlation of 2,000 paired draws is beyond 4 standard errors once in 16,000 times. */
  @Test
  void neighbouringSeedsDrawIndependently() {
    int n = 2000;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double a = new Seeds(5).child("draw", i).generator().nextDouble() - 0.5;
      double b = new Seeds(5).child("draw", i + 1).generator().nextDouble() - 0.5;
      sum += a * b * 12;
    }
    assertThat(Math.abs(sum / n)).isLessThan(4 / Math.sqrt(n));
  }
}
