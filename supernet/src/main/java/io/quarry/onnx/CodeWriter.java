package io.quarry.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.quarry.format.Quantizer;
import io.quarry.quantize.QuantizedLayer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes codes in 8-bit containers, the only ones whose integer kernels are widely there.
 *
 * <p>An activation's codes are moved to 0 … 2^b−1 and stored as uint8, the zero point with them. Of
 * fewer than 8 bits they are clipped as codes, after QuantizeLinear and not before it: so a
 * convolution still stands directly before QuantizeLinear, where a runtime fuses the two, and the
 * clipped codes are exactly those of the narrow format, for rounding is monotone. For the same
 * reason a ReLU may be done by clipping codes at the zero point, and a range that ends at 1 by
 * clipping them at the code of 1.
 *
 * <p>Weights are stored as {@link WeightCodes}.
 */
final class CodeWriter {
  private static final int CONTAINER_MAX = 255;

  private final GraphWriter graph;

  CodeWriter(GraphWriter graph) {
    this.graph = graph;
  }

  /** Whether a ReLU before this quantizer is done by clipping codes at the zero point. */
  static boolean clipsAtZero(Quantizer quantizer) {
    return containerZeroPoint(quantizer) != 0;
  }

  /**
   * Codes of an activation.
   *
   * @param values name of a float tensor
   * @param name of the codes
   */
  Codes quantize(String values, String name, Quantizer quantizer) {
    return quantize(values, name, quantizer, 0, CONTAINER_MAX);
  }

  /** Codes of an activation after a ReLU that is not in the graph. */
  Codes quantizeRectified(String values, String name, Quantizer quantizer) {
    return quantize(values, name, quantizer, containerZeroPoint(quantizer), CONTAINER_MAX);
  }

  /** Codes of an activation that is clipped to [0, 1], as nothing in the graph does. */
  Codes quantizeUnit(String values, String name, Quantizer quantizer) {
    int zero = containerZeroPoint(quantizer);
    double one = zero + Math.rint(1 / quantizer.grid(0).scale());
    return quantize(values, name, quantizer, zero, (int) Math.min(one, CONTAINER_MAX));
  }

  /**
   * An image's codes with further channels behind its own, whose numbers are all 0.
   *
   * @param name of the codes
   */
  Codes widen(Codes codes, String name, int extra) {
    long[] pads = {0, 0, 0, 0, 0, extra, 0, 0};
    List<String> inputs =
        List.of(codes.name, graph.constant(name + ".pads", pads), codes.zeroPoint);
    return codes.named(graph.node("Pad", name, inputs));
  }

  /** The numbers of an activation's codes. */
  String dequantize(Codes codes, String name) {
    return graph.node("DequantizeLinear", name, List.of(codes.name, codes.scale, codes.zeroPoint));
  }

  /**
   * The numbers of a layer's weights, from their codes.
   *
   * @param codes of them
   * @param shape of the codes
   */
  String weights(QuantizedLayer layer, WeightCodes codes, long... shape) {
    Quantizer quantizer = layer.weightQuantizer().orElseThrow();
    String name = layer.layer().name() + ".weight";
    int grids = quantizer.grids().size();
    long[] gridShape = quantizer.isPerChannel() ? new long[] {grids} : new long[0];
    return graph.node(
        "DequantizeLinear",
        name,
        List.of(
            graph.constant(name + ".codes", codes.type(), codes.codes(), shape),
            graph.constant(name + ".scale", weightScales(layer), gridShape),
            graph.constant(name + ".zero_point", codes.type(), codes.zeroPoints(), gridShape)),
        GraphWriter.attribute("axis", 0));
  }

  /** Of the codes as {@link WeightCodes} has them. */
  private static float[] weightScales(QuantizedLayer layer) {
    float[] scales = scales(layer.weightQuantizer().orElseThrow());
    for (int i = 0; i < scales.length; i++) {
      scales[i] = Math.scalb(scales[i], -layer.fractionBits());
    }
    return scales;
  }

  /** The numbers of an integer layer's bias, from 32-bit integers. */
  String bias(QuantizedLayer layer) {
    Quantizer quantizer = layer.weightQuantizer().orElseThrow();
    String name = layer.layer().name() + ".bias";
    int count = quantizer.grids().size();
    float[] scales = new float[count];
    for (int i = 0; i < count; i++) {
      scales[i] = layer.accumulatorScale(i);
    }
    long[] gridShape = quantizer.isPerChannel() ? new long[] {count} : new long[0];
    int[] bias = layer.integerBias();
    return graph.node(
        "DequantizeLinear",
        name,
        List.of(
            graph.constant(name + ".codes", bias, bias.length),
            graph.constant(name + ".scale", scales, gridShape),
            graph.constant(name + ".zero_point", new int[count], gridShape)),
        GraphWriter.attribute("axis", 0));
  }

  /**
   * As {@link #dequantize}, in operators that no runtime takes for a part of an integer operator:
   * what reads the numbers is left a float operator, with constants that may be folded and fused.
   */
  String plainNumbers(Codes codes, String name, Quantizer quantizer) {
    float[] zeroPoint = {containerZeroPoint(quantizer)};
    return plainNumbers(codes.name, name, zeroPoint, scales(quantizer));
  }

  /** As {@link #weights}, for a layer that computes in floats. */
  String plainWeights(QuantizedLayer layer, WeightCodes codes, long... shape) {
    String name = layer.layer().name() + ".weight";
    byte[] zeroPoints = codes.zeroPoints();
    float[] offsets = new float[zeroPoints.length];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = codes.type() == DataType.INT8 ? zeroPoints[i] : zeroPoints[i] & 0xFF;
    }
    float[] scales = weightScales(layer);
    long[] gridShape = new long[scales.length == 1 ? 0 : shape.length];
    if (gridShape.length > 0) {
      Arrays.fill(gridShape, 1);
      gridShape[0] = scales.length;
    }
    String constant = graph.constant(name + ".codes", codes.type(), codes.codes(), shape);
    return plainNumbers(constant, name, offsets, scales, gridShape);
  }

  /** As {@link #bias}, for an integer layer that the runtime has to compute in floats. */
  String plainBias(QuantizedLayer layer) {
    String name = layer.layer().name() + ".bias";
    int[] bias = layer.integerBias();
    float[] scales = new float[bias.length];
    for (int i = 0; i < bias.length; i++) {
      scales[i] = layer.accumulatorScale(i);
    }
    String constant = graph.constant(name + ".codes", bias, bias.length);
    return plainNumbers(constant, name, new float[bias.length], scales, scales.length);
  }

  private String plainNumbers(
      String codes, String name, float[] offsets, float[] scales, long... gridShape) {
    String numbers =
        graph.node(
            "Cast",
            name + ".integers",
            List.of(codes),
            GraphWriter.attribute("to", DataType.FLOAT.getNumber()));
    boolean centred = true;
    for (float offset : offsets) {
      centred &= offset == 0;
    }
    if (!centred) {
      String zeroPoint = graph.constant(name + ".offset", offsets, gridShape);
      numbers = graph.node("Sub", name + ".centred", List.of(numbers, zeroPoint));
    }
    String scale = graph.constant(name + ".factor", scales, gridShape);
    return graph.node("Mul", name, List.of(numbers, scale));
  }

  private Codes quantize(String values, String name, Quantizer quantizer, int lowest, int most) {
    Codes codes =
        new Codes(
            name,
            graph.constant(name + ".scale", scales(quantizer)),
            container(name + ".zero_point", containerZeroPoint(quantizer)));
    int highest = Math.min(most, quantizer.format().maxCode() - quantizer.format().minCode());
    boolean clips = lowest > 0 || highest < CONTAINER_MAX;
    graph.node(
        "QuantizeLinear",
        clips ? name + ".container" : name,
        List.of(values, codes.scale, codes.zeroPoint));
    if (clips) {
      graph.node(
          "Clip",
          name,
          List.of(
              name + ".container",
              container(name + ".lowest", lowest),
              container(name + ".highest", highest)));
    }
    return codes;
  }

  private String container(String name, int value) {
    return graph.constant(name, DataType.UINT8, new byte[] {(byte) value});
  }

  private static int containerZeroPoint(Quantizer quantizer) {
    return quantizer.grid(0).zeroPoint() - quantizer.format().minCode();
  }

  private static float[] scales(Quantizer quantizer) {
    float[] scales = new float[quantizer.grids().size()];
    IntStream.range(0, scales.length).forEach(i -> scales[i] = quantizer.grids().get(i).scale());
    return scales;
  }

  /**
   * Names of an activation's codes and of their grid.
   *
   * @param name of the codes, uint8
   * @param scale of their scale
   * @param zeroPoint of their zero point
   */
  record Codes(String name, String scale, String zeroPoint) {
    /** The same grid for codes under another name. */
    Codes named(String other) {
      return new Codes(other, scale, zeroPoint);
    }
  }
}
