package io.quarry.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class SlotsTest {
  @Test
  void anEvaluationGetsTheFirstSlotOfItsHostThatIsFree() {
    List<Row> slots =
        Slots.of(
            List.of(
                ran("c", "b", 0, 1),
                ran("second", "a", 1, 4),
                ran("first", "a", 0, 5),
                ran("third", "a", 4, 6),
                ran("beside", "a", 4.5, 5)));
    assertThat(slots)
        .extracting(row -> row.getString(0) + " " + row.getInt(1) + " " + row.getString(2))
        .containsExactly("first 0 a/0", "second 1 a/1", "third 1 a/1", "beside 2 a/2", "c 3 b/0");
  }

  @Test
  void ofNoEvaluationsThereAreNoSlots() {
    assertThat(Slots.of(List.of())).isEmpty();
  }

  private static Row ran(String key, String host, double start, double end) {
    return RowFactory.create(key, host, start, end);
  }
}
