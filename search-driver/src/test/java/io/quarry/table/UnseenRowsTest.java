package io.quarry.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnseenRowsTest {
  @TempDir Path directory;

  @Test
  void aCandidateWithoutARowGetsANearestOneAsAPlainSearchFindsIt() {
    RecordedTable table = Tables.stages(directory, 2, 300, row -> 1);
    UnseenRows unseen = new UnseenRows(table, new Seeds(1));
    Set<Integer> left = new TreeSet<>(IntStream.range(0, table.size()).boxed().toList());
    RandomGenerator random = new Seeds(2).generator();
    int moved = 0;
    while (!left.isEmpty()) {
      Candidate asked = table.space().sample(random);
      int row = unseen.take(List.of(asked)).get(0);
      int least =
          left.stream()
              .mapToInt(other -> plainDistance(asked, candidate(table, other)))
              .min()
              .orElseThrow();
      assertThat(plainDistance(asked, candidate(table, row))).isEqualTo(least);
      assertThat(left.remove(row)).isTrue();
      assertThat(unseen.left()).isEqualTo(left.size());
      moved += least > 0 ? 1 : 0;
    }
    assertThat(moved).isBetween(100, table.size() - 20);
    assertThatThrownBy(() -> unseen.take(List.of(candidate(table, 0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 rows are wanted and 0 left");
  }

  @Test
  void ofABatchThoseWithARowOfTheirOwnGetIt() {
    RecordedTable table =
        Tables.of(
            directory,
            Tables.DESCRIPTION,
            "depth,width,error_percent,speed\ndeep,8,1,1\ndeep,16,2,2\nflat,,3,3\n");
    Candidate absent = Candidate.of(Map.of("depth", "deep", "width", "08"));

    UnseenRows unseen = new UnseenRows(table, new Seeds(1));

    assertThat(unseen.take(List.of(absent, candidate(table, 1), candidate(table, 0))))
        .containsExactly(2, 1, 0);
  }

  @Test
  void theSeedDecidesAmongThoseEquallyNear() {
    RecordedTable table =
        Tables.of(
            directory,
            Tables.DESCRIPTION,
            "depth,width,error_percent,speed\ndeep,8,1,1\ndeep,16,2,2\nflat,,3,3\n");
    Candidate absent = Candidate.of(Map.of("depth", "deep", "width", "08"));
    Set<Integer> taken = new HashSet<>();
    for (int seed = 0; seed < 30; seed++) {
      int row = new UnseenRows(table, new Seeds(seed)).take(List.of(absent)).get(0);
      assertThat(new UnseenRows(table, new Seeds(seed)).take(List.of(absent))).containsExactly(row);
      taken.add(row);
    }
    // The flat one differs in its depth, and in that it has no width.
    assertThat(taken).containsExactlyInAnyOrder(0, 1);
  }

  private static Candidate candidate(RecordedTable table, int row) {
    return table.row(row).outcome().candidate();
  }

  private static int plainDistance(Candidate a, Candidate b) {
    Set<String> names = new TreeSet<>(a.values().keySet());
    names.addAll(b.values().keySet());
    return (int)
        names.stream()
            .filter(
                name ->
                    !a.decides(name) || !b.decides(name) || !a.value(name).equals(b.value(name)))
            .count();
  }
}
