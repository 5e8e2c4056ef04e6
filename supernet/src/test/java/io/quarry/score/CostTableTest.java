package io.quarry.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quarry.arch.Conv;
import io.quarry.arch.Dense;
import io.quarry.arch.GlobalAveragePool;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.arch.Shape;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Policy;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostTableTest {
  private static final String HEADER =
      "in_channels,out_channels,input_size,kernel,stride,padding,groups,w_bits,a_bits,energy_mj\n";
  private static final String ROWS =
      """
      3,4,8,3,2,1,1,4,4,10
      3,4,8,3,2,1,1,8,4,15
      3,4,8,3,2,1,1,8,8,20
      4,7,1,1,1,0,1,8,8,1
      """;
  private static final Network NETWORK =
      new Network(
          new Shape(8, 8, 3),
          List.of(
              new Conv("stem", Node.INPUT, new Shape(8, 8, 3), 4, 3, 2, false, true),
              new GlobalAveragePool("pool", 0, new Shape(4, 4, 4)),
              new Dense("classifier", 1, 4, 7)));

  @ParameterizedTest
  @CsvSource({
    "int4, 10",
    "int8/uint4, 15",
    "e2m1, 10",
    "int8, 20",
    // 5 bits run as 8.
    "int5/uint4, 15",
    "int4/uint5, 20",
    "e4m3/uint2, 15",
    "ternary-mean/uint4, 10"
  })
  void costsAreAConstantAndTheSumOverLayers(String stem, double cost) throws IOException {
    assertThat(table(ROWS, 100).cost(NETWORK, policy(stem))).isEqualTo(100 + cost + 1);
  }

  @Test
  void whatTheTableLacksIsNamed() throws IOException {
    CostTable table = table(ROWS, 0);
    assertThatThrownBy(() -> table.cost(NETWORK, policy("bf16")))
        .hasMessageContaining(
            "t.csv has no row for layer stem in bf16/bf16: in_channels 3, out_channels 4")
        .hasMessageContaining("Maybe keep policy.formats within its bits: 4/4, 8/4, 8/8.");
    CostTable empty = table("", 0);
    assertThatThrownBy(() -> empty.cost(NETWORK, policy("int8")))
        .hasMessageContaining("Maybe restrict the space to layers that it has.");
  }

  @Test
  void aTableThatIsNoneIsRefused() {
    assertThatThrownBy(
            () -> CostTable.read(new StringReader("kernel,w_bits\n"), "t.csv", "energy_mj", 0))
        .hasMessageContaining("t.csv has no column in_channels, out_channels, input_size, stride")
        .hasMessageContaining("Maybe it has kernel, w_bits.");
    assertThatThrownBy(() -> table("3,4,8,3,2,1,1,4,x,10\n", 0))
        .hasMessageContaining("t.csv, row 1: a_bits is \"x\"")
        .hasMessageContaining("Maybe a number is meant.");
    assertThatThrownBy(() -> table("3,4,8.5,3,2,1,1,4,4,10\n", 0))
        .hasMessageContaining("Maybe a whole number is meant.");
    assertThatThrownBy(() -> table("3,4,8,3,2,1,1,4,4,NaN\n", 0))
        .hasMessageContaining("Maybe a finite number is meant.");
  }

  /** The reference networks of Wang et al. 2020, "APQ", on BitFusion, as their code has them. */
  @ParameterizedTest
  @CsvSource({"latency_ms", "energy_mj"})
  void theReferenceNetworksCostWhatWasPublished(String column) throws IOException {
    Path folder = folder();
    assumeThat(folder.resolve("bitfusion_layer_lut.csv"))
        .as("apq in the folder that -Dquarry.data or QUARRY_DATA names")
        .exists();
    double ends = 0;
    for (CSVRecord part : records(folder.resolve("bitfusion_head_tail.csv"))) {
      ends += Double.parseDouble(part.get(column));
    }
    CostTable table;
    try (Reader csv = Files.newBufferedReader(folder.resolve("bitfusion_layer_lut.csv"))) {
      table = CostTable.read(csv, "bitfusion", column, ends);
    }
    List<CSVRecord> references = records(folder.resolve("reference_subnets.csv"));
    assertThat(references).hasSize(300);
    for (CSVRecord reference : references) {
      ReferenceNetwork network = new ReferenceNetwork(reference);
      assertThat(table.cost(network.network(), network.policy()))
          .isCloseTo(Double.parseDouble(reference.get(column)), within(1e-6));
    }
  }

  private static List<CSVRecord> records(Path file) throws IOException {
    try (Reader csv = Files.newBufferedReader(file)) {
      return CSVFormat.RFC4180
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .build()
          .parse(csv)
          .getRecords();
    }
  }

  private static Path folder() {
    String data = System.getProperty("quarry.data", System.getenv("QUARRY_DATA"));
    return Path.of(data == null ? "../../shared/data" : data, "apq");
  }

  private static CostTable table(String rows, double constant) throws IOException {
    return CostTable.read(new StringReader(HEADER + rows), "t.csv", "energy_mj", constant);
  }

  private static Policy policy(String stem) {
    TreeMap<String, LayerFormats> layers = new TreeMap<>();
    layers.put("stem", LayerFormats.parse(stem));
    layers.put("classifier", LayerFormats.parse("int8"));
    return new Policy(layers);
  }

  /**
   * Inverted residuals in six stages, of which the first {@code depth} blocks of each are there.
   */
  private static final class ReferenceNetwork {
    private static final int[] WIDTHS = {24, 40, 80, 96, 192, 320};
    private static final int[] STRIDES = {2, 2, 2, 1, 2, 1};
    private static final int[] SLOTS = {4, 4, 4, 4, 4, 1};
    private static final Shape INPUT = new Shape(112, 112, 16);

    private final CSVRecord reference;
    private final List<Node> nodes = new ArrayList<>();
    private final TreeMap<String, LayerFormats> formats = new TreeMap<>();
    private Shape shape = INPUT;

    ReferenceNetwork(CSVRecord reference) {
      this.reference = reference;
      int slot = 0;
      for (int stage = 0; stage < WIDTHS.length; stage++) {
        int depth = digit("depth", stage);
        for (int block = 0; block < depth; block++) {
          block(slot + block, WIDTHS[stage], block == 0 ? STRIDES[stage] : 1);
        }
        slot += SLOTS[stage];
      }
    }

    Network network() {
      return new Network(INPUT, nodes);
    }

    Policy policy() {
      return new Policy(formats);
    }

    private void block(int slot, int width, int stride) {
      int middle = Integer.parseInt(reference.get("mid_channels").split(" ", -1)[slot]);
      conv(slot + ".expand", middle, 1, 1, false, "pw", slot);
      conv(slot + ".depthwise", middle, digit("kernel", slot), stride, true, "dw", slot);
      conv(slot + ".project", width, 1, 1, false, "pw", slot);
    }

    private void conv(
        String name, int width, int kernel, int stride, boolean depthwise, String bits, int slot) {
      Conv conv = new Conv(name, nodes.size() - 1, shape, width, kernel, stride, depthwise, false);
      nodes.add(conv);
      shape = conv.output();
      formats.put(
          name,
          LayerFormats.parse(
              "int%d/uint%d"
                  .formatted(digit(bits + "_w_bits", slot), digit(bits + "_a_bits", slot))));
    }

    private int digit(String column, int index) {
      return Character.digit(reference.get(column).charAt(index), 10);
    }
  }
}
