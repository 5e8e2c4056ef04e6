package io.quarry.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.arch.Add;
import io.quarry.arch.BlockType;
import io.quarry.arch.Conv;
import io.quarry.arch.Dense;
import io.quarry.arch.GlobalAveragePool;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.arch.Shape;
import io.quarry.onnx.RandomNetworks;
import io.quarry.quantize.Granularity;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.MinMax;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KernelsTest {
  private static final Shape IMAGE = new Shape(8, 8, 3);
  private static final Shape WIDE = new Shape(8, 8, 16);

  /** stem → a depthwise → b 1×1 → sum with the stem → pool → classifier. */
  private static final Network NETWORK =
      new Network(
          IMAGE,
          List.of(
              new Conv("stem", Node.INPUT, IMAGE, 16, 3, 1, false, true),
              new Conv("a", 0, WIDE, 16, 5, 1, true, true),
              new Conv("b", 1, WIDE, 16, 1, 1, false, false),
              new Add("sum", 0, 2, WIDE, false),
              new GlobalAveragePool("pool", 3, WIDE),
              new Dense("classifier", 4, 16, 10)));

  private static final PolicySettings SETTINGS =
      new PolicySettings(
          List.of("int8"), "free", "free", Granularity.CHANNEL, new MinMax(), new MinMax());

  @Test
  void eightBitsAreComputedInIntegersThroughout() {
    List<Kernel> kernels = kernels("int8", "int8", "int8", "int8");
    assertThat(kernels)
        .extracting(Kernel::kind)
        .containsExactly(
            "conv int8", "depthwise int8", "conv int8", "add int8", "pool int8", "dense int8");
    assertThat(kernels.get(0).feature(Kernels.QUANTIZES_INPUT)).isEqualTo(1);
    assertThat(kernels.get(0).feature(Kernels.READS_IMAGE)).isEqualTo(1);
    assertThat(kernels.get(0).feature(Kernels.MACS)).isEqualTo(8 * 8 * 16 * 27);
    assertThat(kernels.get(0).feature(Kernels.BYTES_READ)).isEqualTo(8 * 8 * 3 * 4 + 16 * 27);
    assertThat(kernels.get(0).feature(Kernels.BYTES_WRITTEN)).isEqualTo(8 * 8 * 16);
    for (Kernel kernel : kernels.subList(1, 6)) {
      assertThat(kernel.features().getOrDefault(Kernels.QUANTIZES_INPUT, 0.0)).isZero();
      assertThat(kernel.feature(Kernels.DEQUANTIZES_INPUT)).isZero();
      assertThat(kernel.feature(Kernels.CLIPS_OUTPUT)).isZero();
    }
  }

  @Test
  void floatConvolutionTakesOverTheSumThatReadsIt() {
    List<Kernel> kernels = kernels("float32", "float32", "float32", "float32");
    assertThat(kernels).allMatch(kernel -> kernel.kind().endsWith("float32"));
    assertThat(kernels.get(2).feature(Kernels.ADDS_RESIDUAL)).isEqualTo(1);
    assertThat(kernels.get(3).feature(Kernels.FUSED)).isEqualTo(1);
    assertThat(kernels.get(0).feature(Kernels.ADDS_RESIDUAL)).isZero();
  }

  @Test
  void fewerBitsAreClippedAndTheResidualIsConvertedForItsLayer() {
    List<Kernel> kernels = kernels("int8", "int4", "int4", "int8");
    Kernel a = kernels.get(1);
    assertThat(a.feature(Kernels.QUANTIZES_INPUT)).isEqualTo(1);
    assertThat(a.feature(Kernels.DEQUANTIZES_INPUT)).isEqualTo(1);
    assertThat(a.feature(Kernels.CLIPS_INPUT)).isEqualTo(1);
    assertThat(a.feature(Kernels.CLIPS_OUTPUT)).isEqualTo(1);
    assertThat(kernels.get(2).feature(Kernels.QUANTIZES_INPUT)).isZero();
  }

  @Test
  void integerConvolutionThatAFloatLayerReadsStaysOne() {
    List<Kernel> kernels = kernels("int8", "int8", "float32", "int8");
    assertThat(kernels.get(1).kind()).isEqualTo("depthwise int8");
    assertThat(kernels.get(1).feature(Kernels.DEQUANTIZES_INPUT)).isZero();
    assertThat(kernels.get(2).kind()).isEqualTo("conv float32");
    assertThat(kernels.get(2).feature(Kernels.DEQUANTIZES_INPUT)).isEqualTo(1);
    assertThat(kernels.get(3).kind()).isEqualTo("add float32");
    assertThat(kernels.get(3).feature(Kernels.DEQUANTIZES_INPUT)).isEqualTo(1);
    assertThat(kernels.get(5).kind()).isEqualTo("dense int8");
    assertThat(kernels.get(5).feature(Kernels.QUANTIZES_INPUT)).isEqualTo(1);
  }

  @Test
  void gateIsComputedInIntegersWhereBothItsOperandsAre() {
    List<Kernel> kernels = gated("int8", "int8", "int8", "int8", "int8", "int8", "int8");
    assertThat(kernels)
        .extracting(Kernel::kind)
        .containsExactly(
            "conv int8",
            "conv int8",
            "depthwise int8",
            "pool int8",
            "conv int8",
            "conv int8",
            "gate int8",
            "conv int8",
            "add int8",
            "pool int8",
            "dense int8");
    assertThat(kernels.get(4).feature(Kernels.INPUT_HEIGHT)).isEqualTo(1);
    assertThat(kernels.get(4).feature(Kernels.MACS)).isEqualTo(32 * 8);
    assertThat(kernels.get(6).feature(Kernels.BYTES_READ)).isEqualTo(8 * 8 * 32 + 32);
    assertThat(kernels.get(6).feature(Kernels.DEQUANTIZES_INPUT)).isZero();
    assertThat(gated("int8", "int8", "int8", "int8", "float32", "int8", "int8").get(6).kind())
        .isEqualTo("gate float32");
  }

  @Test
  void floatGateMovesItsOperandsOutOfBlocksAndItsReaderMovesItBack() {
    List<Kernel> kernels =
        gated("float32", "float32", "float32", "float32", "float32", "float32", "float32");
    assertThat(kernels.get(3).feature(Kernels.REORDERS_INPUT)).isZero();
    assertThat(kernels.get(4).feature(Kernels.REORDERS_INPUT)).isZero();
    assertThat(kernels.get(6).feature(Kernels.REORDERS_INPUT)).isEqualTo(2);
    assertThat(kernels.get(7).feature(Kernels.REORDERS_INPUT)).isEqualTo(1);
    assertThat(kernels.get(7).feature(Kernels.ADDS_RESIDUAL)).isEqualTo(1);
  }

  @Test
  void featuresOfAKindHaveTheSameNamesWhateverThePolicy() {
    Set<String> names = kernels("int8", "int8", "int8", "int8").get(1).features().keySet();
    for (String formats : List.of("float32", "int4", "int8/float32")) {
      assertThat(kernels("int8", formats, "int8", "float32").get(1).features().keySet())
          .isEqualTo(names);
    }
  }

  @Test
  void unknownFeatureIsNamed() {
    Kernel pool = kernels("int8", "int8", "int8", "int8").get(4);
    assertThatThrownBy(() -> pool.feature(Kernels.MACS))
        .hasMessage("A pool int8 has no feature macs");
    assertThat(pool.text()).startsWith("pool int8: bytes_read=1024.0;bytes_written=16.0;");
  }

  private static List<Kernel> gated(String... formats) {
    return kernels(RandomNetworks.network(IMAGE, 16, List.of(BlockType.INVERTED_SE)), formats);
  }

  private static List<Kernel> kernels(String... formats) {
    return kernels(NETWORK, formats);
  }

  private static List<Kernel> kernels(Network network, String... formats) {
    TreeMap<String, LayerFormats> layers = new TreeMap<>();
    List<Layer> all = network.layers();
    for (int i = 0; i < all.size(); i++) {
      layers.put(all.get(i).name(), LayerFormats.parse(formats[i]));
    }
    return Kernels.of(network, new Policy(layers), SETTINGS);
  }
}
