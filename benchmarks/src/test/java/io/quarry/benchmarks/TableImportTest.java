package io.quarry.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quarry.config.TableDescription;
import io.quarry.hyperspace.FixedParts;
import io.quarry.hyperspace.StageTable;
import io.quarry.table.RecordedTable;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableImportTest {
  private static final Path DESCRIPTIONS = Path.of("tables");

  @TempDir Path out;

  @Test
  void theDescriptionsSpanTheirSpaces() {
    assertThat(size("nas-bench-201-joint")).isEqualTo(BigInteger.valueOf(3 * 15_625));
    assertThat(size("nas-bench-macro")).isEqualTo(BigInteger.valueOf(81 * 49));
    assertThat(size("nas-bench-macro-plain")).isEqualTo(BigInteger.valueOf(6561));
    // Each layer of 6 to 12 has 4 numbers of heads and 3 sizes.
    assertThat(size("bert-sst2"))
        .isEqualTo(
            LongStream.rangeClosed(6, 12)
                .mapToObj(layers -> BigInteger.valueOf(12).pow((int) layers))
                .reduce(BigInteger.ZERO, BigInteger::add));
    // Each block of 2 to 4 in 5 stages has 3 kernels and 3 expansions.
    assertThat(size("ofa-mobilenetv3")).isEqualTo(BigInteger.valueOf(81 + 729 + 6561).pow(5));
    assertThat(description("simqnas-resnet50").space().decisions()).hasSize(151);
  }

  @Test
  void aRowOfNasBench201BecomesOneOfEachPrecision() {
    Map<String, String> source =
        Map.of(
            "ops_code", "433000",
            "params", "129306",
            "fp32_acc", "85.9708",
            "ptq_acc", "84.8656",
            "qat_acc", "85.0164");

    List<Map<String, String>> rows = TableSources.nasBench201(List.of(source));

    assertThat(rows)
        .extracting(row -> row.get("precision"))
        .containsExactly("fp32", "int8-ptq", "int8-qat");
    assertThat(rows)
        .extracting(row -> row.get("error_percent"))
        .containsExactly("14.0292", "15.1344", "14.9836");
    assertThat(rows)
        .extracting(row -> row.get("size_mb"))
        .containsExactly("0.517224", "0.129306", "0.129306");
    assertThat(rows.get(2)).containsEntry("edge1", "4").containsEntry("edge6", "0");
  }

  @Test
  void withoutFilesNothingIsMade() throws IOException {
    TableImport.run(DESCRIPTIONS, out.resolve("none"), out);

    assertThat(out).isEmptyDirectory();
  }

  @Test
  void thePublicFilesBecomeTables() throws IOException {
    assumeThat(data()).as("the data that -Dquarry.data or QUARRY_DATA names").isDirectory();

    TableImport.run(DESCRIPTIONS, data(), out);

    assertThat(load("nas-bench-201-joint").size()).isEqualTo(3 * 6113);
    assertThat(load("nas-bench-macro").isComplete()).isTrue();
    assertThat(load("nas-bench-macro-plain").isComplete()).isTrue();
    assertThat(load("simqnas-resnet50").size()).isEqualTo(477);
    assertThat(load("bert-sst2").size()).isEqualTo(1457);
    assertThat(load("ofa-mobilenetv3").size()).isEqualTo(1539);
    StageTable stages = StageTable.load(out.resolve("spaceevo-vnni"), FixedParts.parse(List.of()));
    assertThat(stages.hyperspace().size()).isEqualTo(BigInteger.valueOf(95_551_488));
    RecordedTable resNet = load("simqnas-resnet50");
    assertThat(resNet.hasDurations()).isTrue();
    assertThat(resNet.row(1).durationSeconds()).isEqualTo(282.97); // 13:13:24.07 to 13:18:07.04
    // The bits number 50 to 52 of the first row.
    assertThat(resNet.row(0).outcome().candidate().values())
        .containsEntry("stage4.block1.conv3.bits", "8")
        .containsEntry("stage4.block1.downsample.bits", "32")
        .containsEntry("stage4.block2.conv1.bits", "8");
  }

  private RecordedTable load(String name) {
    return RecordedTable.load(out.resolve(name));
  }

  private static BigInteger size(String name) {
    return description(name).space().size();
  }

  private static TableDescription description(String name) {
    return TableDescription.load(DESCRIPTIONS.resolve(name).resolve("table.conf"));
  }

  /** From the module's directory, in which tests run. */
  private static Path data() {
    String variable = System.getenv().getOrDefault("QUARRY_DATA", "../../shared/data");
    return Path.of(System.getProperty("quarry.data", variable));
  }
}
