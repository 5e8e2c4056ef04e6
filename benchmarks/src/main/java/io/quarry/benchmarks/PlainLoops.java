package io.quarry.benchmarks;

import java.util.Arrays;

/**
 * Operators as plain loops over heap arrays, channels innermost so that the compiler vectorizes.
 */
final class PlainLoops {

  private PlainLoops() {}

  /** Depthwise convolution, stride 1: out += in * w for each tap. */
  static void depthwise(
      float[] in, float[] w, float[] out, int batch, int size, int channels, int k) {
    int p = k / 2;
    Arrays.fill(out, 0f);
    for (int n = 0; n < batch; n++) {
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          int o = ((n * size + y) * size + x) * channels;
          for (int dy = Math.max(0, p - y); dy < Math.min(k, size + p - y); dy++) {
            for (int dx = Math.max(0, p - x); dx < Math.min(k, size + p - x); dx++) {
              int i = ((n * size + y + dy - p) * size + x + dx - p) * channels;
              multiplyAdd(out, o, in, i, w, (dy * k + dx) * channels, channels);
            }
          }
        }
      }
    }
  }

  /** The gradient of its weights: gw += g * in for each tap. */
  static void depthwiseWeights(
      float[] in, float[] g, float[] gw, int batch, int size, int channels, int k) {
    int p = k / 2;
    Arrays.fill(gw, 0f);
    for (int n = 0; n < batch; n++) {
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          int o = ((n * size + y) * size + x) * channels;
          for (int dy = Math.max(0, p - y); dy < Math.min(k, size + p - y); dy++) {
            for (int dx = Math.max(0, p - x); dx < Math.min(k, size + p - x); dx++) {
              int i = ((n * size + y + dy - p) * size + x + dx - p) * channels;
              multiplyAdd(gw, (dy * k + dx) * channels, g, o, in, i, channels);
            }
          }
        }
      }
    }
  }

  /** Batch normalization with ReLU by the batch's statistics. */
  static void normalize(float[] x, float[] y, float[] scale, float[] shift, int channels) {
    int rows = x.length / channels;
    float[] mean = new float[channels];
    float[] squares = new float[channels];
    for (int o = 0; o < x.length; o += channels) {
      for (int c = 0; c < channels; c++) {
        mean[c] += x[o + c];
      }
    }
    for (int c = 0; c < channels; c++) {
      mean[c] /= rows;
    }
    for (int o = 0; o < x.length; o += channels) {
      for (int c = 0; c < channels; c++) {
        float d = x[o + c] - mean[c];
        squares[c] += d * d;
      }
    }
    for (int c = 0; c < channels; c++) {
      squares[c] = (float) (scale[c] / Math.sqrt(squares[c] / rows + 1e-5));
    }
    for (int o = 0; o < x.length; o += channels) {
      for (int c = 0; c < channels; c++) {
        y[o + c] = Math.max(0f, (x[o + c] - mean[c]) * squares[c] + shift[c]);
      }
    }
  }

  /** Its gradient, given 1 / deviation. */
  static void normalizeBackward(
      float[] x, float[] y, float[] g, float[] gx, float[] mean, float[] inverse, int channels) {
    int rows = x.length / channels;
    float[] sum = new float[channels];
    float[] product = new float[channels];
    for (int o = 0; o < x.length; o += channels) {
      for (int c = 0; c < channels; c++) {
        float masked = y[o + c] > 0 ? g[o + c] : 0f;
        sum[c] += masked;
        product[c] += masked * (x[o + c] - mean[c]);
      }
    }
    for (int o = 0; o < x.length; o += channels) {
      for (int c = 0; c < channels; c++) {
        float masked = y[o + c] > 0 ? g[o + c] : 0f;
        float centred = (x[o + c] - mean[c]) * inverse[c];
        gx[o + c] =
            inverse[c] * (masked - sum[c] / rows - centred * product[c] * inverse[c] / rows);
      }
    }
  }

  static void addRelu(float[] a, float[] b, float[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.max(0f, a[i] + b[i]);
    }
  }

  static void pool(float[] x, float[] y, int pixels, int channels) {
    Arrays.fill(y, 0f);
    float share = 1f / pixels;
    for (int row = 0; row < x.length / channels; row++) {
      int o = row / pixels * channels;
      int i = row * channels;
      for (int c = 0; c < channels; c++) {
        y[o + c] += x[i + c] * share;
      }
    }
  }

  private static void multiplyAdd(
      float[] to, int t, float[] a, int i, float[] b, int j, int count) {
    for (int c = 0; c < count; c++) {
      to[t + c] += a[i + c] * b[j + c];
    }
  }
}
