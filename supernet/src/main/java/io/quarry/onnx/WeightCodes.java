package io.quarry.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.quarry.format.Quantizer;
import io.quarry.quantize.QuantizedLayer;
import java.util.Arrays;

/**
 * A layer's weights as a runtime's integer kernels like them best: signed, with zero points that
 * are all 0, and moved left by the layer's {@link QuantizedLayer#fractionBits}. Codes are moved
 * there where that changes no number, which is so unless a code and its zero point are further
 * apart than 8 bits with a sign hold; else they stay as they are. Over those, integer operators of
 * ONNX Runtime 1.23 give wrong sums when there are, for instance, 20 or 24 output channels.
 */
final class WeightCodes {
  private static final int VECTOR = 16;

  private final DataType type;
  private final byte[] codes;
  private final byte[] zeroPoints;

  private WeightCodes(DataType type, byte[] codes, byte[] zeroPoints) {
    this.type = type;
    this.codes = codes;
    this.zeroPoints = zeroPoints;
  }

  static WeightCodes of(QuantizedLayer layer) {
    Quantizer quantizer = layer.weightQuantizer().orElseThrow();
    int grids = quantizer.grids().size();
    byte[] codes = layer.codes();
    byte[] centred = new byte[codes.length];
    int length = codes.length / grids;
    boolean fits = true;
    for (int i = 0; i < codes.length; i++) {
      int difference = quantizer.code(codes[i]) - quantizer.grid(i / length).zeroPoint();
      difference <<= layer.fractionBits();
      centred[i] = (byte) difference;
      fits &= centred[i] == difference;
    }
    byte[] zeroPoints = new byte[grids];
    if (fits) {
      return new WeightCodes(DataType.INT8, centred, zeroPoints);
    }
    for (int i = 0; i < grids; i++) {
      zeroPoints[i] = (byte) quantizer.grid(i).zeroPoint();
    }
    boolean signed = quantizer.format().minCode() < 0;
    return new WeightCodes(signed ? DataType.INT8 : DataType.UINT8, codes, zeroPoints);
  }

  /**
   * The same weights, and 0 for further input channels.
   *
   * @param outChannels of the layer
   * @param channels of one filter
   * @param extra channels behind them
   */
  WeightCodes withChannels(int outChannels, int channels, int extra) {
    int filter = codes.length / outChannels;
    int wideFilter = filter / channels * (channels + extra);
    byte[] wide = new byte[outChannels * wideFilter];
    for (int o = 0; o < outChannels; o++) {
      byte zero = zeroPoints[zeroPoints.length == 1 ? 0 : o];
      System.arraycopy(codes, o * filter, wide, o * wideFilter, filter);
      Arrays.fill(wide, o * wideFilter + filter, (o + 1) * wideFilter, zero);
    }
    return new WeightCodes(type, wide, zeroPoints);
  }

  /**
   * Whether an integer operator may get them: all zero points are 0, or the output channels fill
   * whole vectors or not even one.
   */
  boolean suitIntegers(int outChannels) {
    boolean centred = type == DataType.INT8;
    for (byte zeroPoint : zeroPoints) {
      centred &= zeroPoint == 0;
    }
    return centred || outChannels <= VECTOR || outChannels % VECTOR == 0;
  }

  DataType type() {
    return type;
  }

  /** Ordered as the weights. Not to be written to. */
  byte[] codes() {
    return codes;
  }

  /** One, or one an output channel. Not to be written to. */
  byte[] zeroPoints() {
    return zeroPoints;
  }
}
