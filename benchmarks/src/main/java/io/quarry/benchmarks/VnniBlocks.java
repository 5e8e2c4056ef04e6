package io.quarry.benchmarks;

import io.quarry.predict.latency.FusedKernel;
import io.quarry.predict.latency.KernelKind;
import io.quarry.predict.latency.TimedKernel;
import io.quarry.seed.Seeds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPInputStream;

/**
 * The latencies of blocks at int8 under ONNX Runtime on a processor with VNNI that Microsoft's
 * nn-Meter recorded (branch dev/quantize-predictor, MIT), with what a block's layers cost.
 *
 * <p>{@code vnni-blocks/int8_onnx_block_lut.csv.gz} in the folder of {@code -Dquarry.data} or
 * {@code QUARRY_DATA}: block, height and width, channels in and out, kernel, expansion, stride,
 * activation, milliseconds.
 */
final class VnniBlocks {
  /** The types with thousands of rows. */
  static final List<String> TYPES =
      List.of(
          "MobileNetV1DualBlock",
          "MobileNetV2ResBlock",
          "MobileNetV3ResBlock",
          "ResNetBlock",
          "ResNetSEBlock");

  private static final List<String> FEATURES =
      List.of(
          "macs",
          "macs-1",
          "macs-2",
          "macs-3",
          "macs-4",
          "macs-shortcut",
          "bytes-in",
          "bytes-inner-1",
          "bytes-inner-2",
          "bytes-out",
          "size-in",
          "size-out",
          "channels-in",
          "channels-inner",
          "channels-out",
          "kernel",
          "expansion",
          "stride",
          "shortcut-convolution");

  private VnniBlocks() {}

  static Path file() {
    String data = System.getProperty("quarry.data", System.getenv("QUARRY_DATA"));
    return Path.of(data == null ? "../../shared/data" : data)
        .resolve("vnni-blocks/int8_onnx_block_lut.csv.gz");
  }

  /** By type of block, each in the file's order. */
  static Map<String, List<TimedKernel>> load() throws IOException {
    Map<String, List<TimedKernel>> blocks = new TreeMap<>();
    Map<String, KernelKind> kinds = new TreeMap<>();
    TYPES.forEach(type -> kinds.put(type, new KernelKind(type, FEATURES)));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file())), StandardCharsets.UTF_8))) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] cells = line.split(",", -1);
        KernelKind kind = kinds.get(cells[0]);
        if (kind != null) {
          blocks
              .computeIfAbsent(cells[0], type -> new ArrayList<>())
              .add(
                  new TimedKernel(
                      FusedKernel.of(kind, features(cells)), Double.parseDouble(cells[8])));
        }
      }
    }
    return blocks;
  }

  /** A random part for training, at most {@code train} of four fifths, and the last fifth. */
  static Split split(List<TimedKernel> blocks, int train, Seeds seeds) {
    List<TimedKernel> order = new ArrayList<>(blocks);
    RandomGenerator random = seeds.child("split").generator();
    for (int i = order.size() - 1; i > 0; i--) {
      Collections.swap(order, i, random.nextInt(i + 1));
    }
    int most = order.size() * 4 / 5;
    return new Split(order.subList(0, Math.min(train, most)), order.subList(most, order.size()));
  }

  /** What is learned from, and what is asked. */
  record Split(List<TimedKernel> train, List<TimedKernel> test) {}

  private static double[] features(String[] cells) {
    double in = Double.parseDouble(cells[1]);
    double from = Double.parseDouble(cells[2]);
    double to = Double.parseDouble(cells[3]);
    double kernel = Double.parseDouble(cells[4]);
    double expansion = cells[5].isEmpty() ? 0 : Double.parseDouble(cells[5]);
    double stride = Double.parseDouble(cells[6]);
    double out = Math.ceil(in / stride);
    double before = in * in;
    double after = out * out;
    double taps = kernel * kernel;
    boolean projects = from != to || stride != 1;
    double shortcut = projects ? after * from * to : 0;
    double inner;
    double[] layers;
    if (cells[0].startsWith("MobileNetV1")) {
      inner = from;
      layers =
          new double[] {after * from * taps, after * from * to, after * to * taps, after * to * to};
    } else if (cells[0].startsWith("MobileNet")) {
      inner = Math.rint(from * expansion);
      layers = new double[] {before * from * inner, after * inner * taps, after * inner * to, 0};
    } else {
      inner = to * expansion;
      layers =
          new double[] {before * from * inner, after * inner * inner * taps, after * inner * to, 0};
    }
    return new double[] {
      layers[0] + layers[1] + layers[2] + layers[3] + shortcut,
      layers[0],
      layers[1],
      layers[2],
      layers[3],
      shortcut,
      before * from,
      before * inner,
      after * inner,
      after * to,
      in,
      out,
      from,
      inner,
      to,
      kernel,
      expansion,
      stride,
      projects ? 1 : 0
    };
  }
}
