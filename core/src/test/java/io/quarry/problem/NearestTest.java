package io.quarry.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

  @ParameterizedTest
  @CsvSource({"widht, width", "dept, depth", "kernels, kernel", "wdth, width", "x, depth"})
  void aMisspeltNameIsNearestToTheOneMeant(String written, String meant) {
    assertThat(Nearest.of(written, List.of("depth", "width", "kernel"))).isEqualTo(meant);
  }

  @Test
  void ofEquallyNearNamesTheFirstCounts() {
    assertThat(Nearest.of("int5", List.of("int4", "int8"))).isEqualTo("int4");
    assertThat(Nearest.of("int5", List.of("int8", "int4"))).isEqualTo("int8");
  }
}
