package io.quarry.arch;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The kinds of block a stage may be built of. */
public enum BlockType {
  /** 1×1 expansion, depthwise k×k, linear 1×1 projection (MobileNetV2, arXiv 1801.04381). */
  INVERTED("inverted"),
  /** Dense k×k expansion, linear 1×1 projection (EfficientNetV2, arXiv 2104.00298). */
  FUSED("fused"),
  /** 1×1 reduction, dense k×k, 1×1 restoration, ReLU after the sum (ResNet, arXiv 1512.03385). */
  BOTTLENECK("bottleneck"),
  /**
   * Depthwise k×k, 1×1, and both once more, a ReLU after each (two blocks of MobileNetV1, arXiv
   * 1704.04861); the sum of its residual connection goes without, as in SpaceEvo's dual block
   * (arXiv 2303.08308). Nothing expands: it has no inner width.
   */
  SEPARABLE("separable"),
  /**
   * As {@link #INVERTED}, and what the depthwise convolution puts out passes a gate before the
   * projection: its mean over all pixels, a fully connected layer to a quarter of the inner width
   * with a ReLU, one back with a hard sigmoid, both with biases, and the product of each channel
   * with its number (squeeze-and-excitation as in MobileNetV3, arXiv 1905.02244, section 5.3). Both
   * layers of the gate have formats of their own, for they hold as many weights as the rest.
   */
  INVERTED_SE("inverted-se");

  private final String label;

  BlockType(String label) {
    this.label = label;
  }

  /**
   * The type with the given name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static BlockType parse(String label) {
    return Arrays.stream(values())
        .filter(type -> type.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no block type %s; there are %s".formatted(label, labels())));
  }

  /** The name in configurations and decisions. */
  public String label() {
    return label;
  }

  /** Whether its inner width is a multiple or a fraction of the stage's: an expansion to decide. */
  public boolean hasExpansion() {
    return this != SEPARABLE;
  }

  /** What its layers are called, in order. */
  List<String> roles() {
    return switch (this) {
      case INVERTED -> List.of("expand", "depthwise", "project");
      case FUSED -> List.of("fused", "project");
      case BOTTLENECK -> List.of("reduce", "spatial", "restore");
      case SEPARABLE -> List.of("depthwise1", "pointwise1", "depthwise2", "pointwise2");
      case INVERTED_SE -> List.of("expand", "depthwise", "squeeze", "excite", "project");
    };
  }

  private static String labels() {
    return Arrays.stream(values()).map(BlockType::label).collect(Collectors.joining(", "));
  }
}
