package io.quarry.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.arch.Add;
import io.quarry.arch.BlockType;
import io.quarry.arch.Conv;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.arch.Shape;
import io.quarry.onnx.RandomNetworks;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TiesTest {
  @Test
  void sumsOfSumsAgreeAndAPoolOrTheInputIsNoLayer() {
    Shape shape = new Shape(4, 4, 2);
    Network network =
        new Network(
            shape,
            List.of(
                conv("a", Node.INPUT),
                conv("b", Node.INPUT),
                conv("c", 0),
                new Add("ab", 0, 1, shape, false),
                new Add("abc", 3, 2, shape, false),
                conv("d", 4),
                new Add("input", Node.INPUT, 5, shape, false)));
    assertThat(Ties.of(List.of(Agreement.ADDITION), network).leaders())
        .isEqualTo(Map.of("b", "a", "c", "a"));
    assertThat(Ties.of(List.of(Agreement.DEPTHWISE), network).tied()).isEmpty();
  }

  @Test
  void whatAGateMultipliesAgreesAndWhatDecidesItsFactorsDoesNot() {
    Network network = RandomNetworks.network(new Shape(8, 8, 3), 4, List.of(BlockType.INVERTED_SE));
    assertThat(Ties.of(List.of(Agreement.ADDITION), network).leaders())
        .isEqualTo(Map.of("block0.excite", "block0.depthwise", "block0.project", "stem"));
  }

  @Test
  void depthwiseConvolutionAgreesWithNothingOfAnotherBlock() {
    Shape shape = new Shape(4, 4, 2);
    Network network =
        new Network(
            shape,
            List.of(
                new Conv("block1.point", Node.INPUT, shape, 2, 1, 1, false, true),
                new Conv("block2.depthwise1", 0, shape, 2, 3, 1, true, true),
                new Conv("block2.point", 1, shape, 2, 1, 1, false, true),
                new Conv("block2.depthwise2", 2, shape, 2, 3, 1, true, true)));
    assertThat(Ties.of(List.of(Agreement.DEPTHWISE), network).leaders())
        .isEqualTo(Map.of("block2.depthwise2", "block2.point"));
  }

  @Test
  void tiesThatMeetAreOne() {
    Shape shape = new Shape(4, 4, 2);
    Network network =
        new Network(
            shape,
            List.of(
                conv("a", Node.INPUT),
                new Conv("point", 0, shape, 2, 1, 1, false, true),
                new Conv("depthwise", 1, shape, 2, 3, 1, true, true),
                new Add("sum", 0, 2, shape, false)));
    assertThat(Ties.of(List.of(Agreement.values()), network).leaders())
        .isEqualTo(Map.of("point", "a", "depthwise", "a"));
  }

  private static Conv conv(String name, int input) {
    return new Conv(name, input, new Shape(4, 4, 2), 2, 3, 1, false, true);
  }
}
