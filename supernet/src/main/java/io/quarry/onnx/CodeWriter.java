package io.quarry.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.quarry.format.Grid;
import io.quarry.format.IntegerFormat;
import io.quarry.format.Quantizer;
import io.quarry.quantize.QuantizedLayer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes codes in 8-bit containers, the only ones whose integer kernels are widely there.
 *
 * <p>An activation's codes are moved to 0 … 2^b−1 and stored as uint8, the zero point with them. Of
 * fewer than 8 bits they are clipped as codes, after QuantizeLinear and not before it: so a
 * convolution still stands directly before QuantizeLinear, where a runtime fuses the two, and the
 * clipped codes are exactly those of the narrow format, for rounding is monotone. For the same
 * reason a ReLU may be done by clipping codes at the zero point.
 *
 * <p>Weights keep their codes, as int8 or uint8.
 */
final class CodeWriter {
  private static final int CONTAINER_MAX = 255;

  /** Of the largest float bias as an integer; a sign and one bit of room are left. */
  private static final int BIAS_BITS = 29;

  /** Of a largest bias that is smaller still, the unit would be no normal float. */
  private static final int MIN_EXPONENT = -64;

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
    return quantize(values, name, quantizer, 0);
  }

  /** Codes of an activation after a ReLU that is not in the graph. */
  Codes quantizeRectified(String values, String name, Quantizer quantizer) {
    return quantize(values, name, quantizer, containerZeroPoint(quantizer));
  }

  /** The numbers of an activation's codes. */
  String dequantize(Codes codes, String name) {
    return graph.node("DequantizeLinear", name, List.of(codes.name, codes.scale, codes.zeroPoint));
  }

  /** The numbers of a layer's weights, from their codes. */
  String weights(QuantizedLayer layer, long... shape) {
    Quantizer quantizer = layer.weightQuantizer().orElseThrow();
    String name = layer.layer().name() + ".weight";
    DataType type =
        quantizer.format().sign() == IntegerFormat.Sign.SIGNED ? DataType.INT8 : DataType.UINT8;
    List<Grid> grids = quantizer.grids();
    byte[] zeroPoints = new byte[grids.size()];
    for (int i = 0; i < zeroPoints.length; i++) {
      zeroPoints[i] = (byte) grids.get(i).zeroPoint();
    }
    long[] gridShape = quantizer.isPerChannel() ? new long[] {grids.size()} : new long[0];
    return graph.node(
        "DequantizeLinear",
        name,
        List.of(
            graph.constant(name + ".codes", type, layer.codes(), shape),
            graph.constant(name + ".scale", scales(quantizer), gridShape),
            graph.constant(name + ".zero_point", type, zeroPoints, gridShape)),
        GraphWriter.attribute("axis", 0));
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
   * The numbers of a float bias, from 32-bit integers in units so small, a power of two, that what
   * is lost of the largest is less than a float holds.
   */
  String floatBias(QuantizedLayer layer) {
    String name = layer.layer().name() + ".bias";
    float[] bias = layer.bias();
    float largest = 0;
    for (float value : bias) {
      largest = Math.max(largest, Math.abs(value));
    }
    float unit = Math.scalb(1f, Math.max(Math.getExponent(largest), MIN_EXPONENT) - BIAS_BITS);
    int[] codes = new int[bias.length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = Math.toIntExact(Math.round((double) bias[i] / unit));
    }
    return graph.node(
        "DequantizeLinear",
        name,
        List.of(
            graph.constant(name + ".codes", codes, codes.length),
            graph.constant(name + ".scale", new float[] {unit})));
  }

  private Codes quantize(String values, String name, Quantizer quantizer, int lowest) {
    Codes codes =
        new Codes(
            name,
            graph.constant(name + ".scale", scales(quantizer)),
            container(name + ".zero_point", containerZeroPoint(quantizer)));
    int highest = quantizer.format().maxCode() - quantizer.format().minCode();
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
