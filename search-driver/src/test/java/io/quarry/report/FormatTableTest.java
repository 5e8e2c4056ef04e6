package io.quarry.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarry.format.NumberFormat;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormatTableTest {

  @Test
  void peopleReadARowAFormat() {
    List<String> rows = FormatTable.ofAll().text().lines().map(String::strip).toList();
    assertThat(rows).hasSize(NumberFormat.all().size() + 2);
    assertThat(row(rows, "e2m1"))
        .isEqualTo("e2m1|4|15|-6 to 6|0.5|simulated|e2m1/e2m1|OCP Microscaling Formats (MX) 1.0");
    assertThat(row(rows, "int4")).startsWith("int4|4|16|-8 to 7|1|exact|int4/uint4|");
    assertThat(row(rows, "float32")).contains("|32|4278190079|-3.40e+38 to 3.40e+38|1.40e-45|");
    assertThat(row(rows, "apot4")).startsWith("apot4|4|15|-10 to 10|1|simulated|apot4/uapot4|");
    assertThat(row(rows, "ternary-mean")).startsWith("ternary-mean|2|3|-1 to 1|1|exact|");
  }

  @Test
  void programsReadAnObjectAFormat() throws IOException {
    JsonNode formats = JsonMapper.builder().build().readTree(FormatTable.ofAll().json());
    assertThat(formats).hasSize(NumberFormat.all().size());
    assertThat(formats.get(0).get("name").asText()).isEqualTo("float32");
    assertThat(formats.get(0).get("levels").asLong()).isEqualTo(4_278_190_079L);
    assertThat(formats.findValuesAsText("name")).contains("e3m0", "e5m2", "bf16", "uint3");
  }

  private static String row(List<String> rows, String name) {
    String row =
        rows.stream().filter(line -> line.startsWith(name + " ")).findFirst().orElseThrow();
    return row.replaceAll(" *\\| *", "|");
  }
}
