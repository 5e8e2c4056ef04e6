package io.quarry.arch;

/** The kinds of block a stage may be built of. */
public enum BlockType {
  /** 1×1 expansion, depthwise k×k, linear 1×1 projection (MobileNetV2). */
  INVERTED("inverted"),
  /** Dense k×k expansion, linear 1×1 projection (fused inverted residual). */
  FUSED("fused"),
  /** 1×1 reduction, dense k×k, 1×1 restoration, ReLU after the sum (ResNet). */
  BOTTLENECK("bottleneck");

  private final String label;

  BlockType(String label) {
    this.label = label;
  }

  /** The name in configurations and decisions. */
  public String label() {
    return label;
  }
}
