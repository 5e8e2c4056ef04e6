package io.quarry.benchmarks;

import io.quarry.net.NativeThreads;
import io.quarry.seed.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory.format_tag;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Every operator of the training step, each in the ways found for it, by one thread's CPU time.
 *
 * <p>Argument: the Markdown file to write (default {@code benchmarks/operators.md}).
 */
public final class OperatorTable {
  private static final int BATCH = 128;
  private static final String NHWC = "oneDNN, channels innermost";
  private static final String BLOCKED = "oneDNN, blocks of 8 channels";
  private static final String ND4J = "ND4J";
  private static final String LOOP = "plain loop";

  private final Stopwatch stopwatch = new Stopwatch();
  private final OneDnnProbe oneDnn = new OneDnnProbe(stopwatch);
  private final List<Row> rows = new ArrayList<>();

  private OperatorTable() {}

  /** One operator: milliseconds of each way, and the one that the runner takes. */
  private record Row(String operator, Map<String, Double> ways, String taken) {
    double ratio() {
      double best = ways.values().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
      return ways.get(taken) / best;
    }
  }

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    NativeThreads.use(1);
    Path file = Path.of(arguments.length > 0 ? arguments[0] : "benchmarks/operators.md");
    OperatorTable table = new OperatorTable();
    table.convolutions();
    table.depthwise(64, 14, 3);
    table.depthwise(128, 7, 3);
    table.depthwise(64, 14, 5);
    table.depthwise(128, 8, 5);
    table.stridedDepthwise(64, 14, 5);
    table.normalization(64, 14);
    table.normalization(32, 8);
    table.rest();
    Files.writeString(file, table.markdown());
  }

  private void convolutions() {
    for (var c :
        List.of(
            new OneDnnProbe.Conv(BATCH, 16, 32, 32, 3, 1, false),
            new OneDnnProbe.Conv(BATCH, 16, 32, 64, 3, 2, false),
            new OneDnnProbe.Conv(BATCH, 14, 64, 16, 1, 1, false))) {
      String name =
          "%d×%d convolution, stride %d, %d to %d channels, %d×%d"
              .formatted(c.kernel(), c.kernel(), c.stride(), c.in(), c.out(), c.size(), c.size());
      INDArray x = random(BATCH, c.size(), c.size(), c.in());
      INDArray w = random(c.kernel(), c.kernel(), c.in(), c.out());
      INDArray y = random(BATCH, c.outSize(), c.outSize(), c.out());
      row(
          name + ": forward",
          NHWC,
          NHWC,
          oneDnn.forward(c, format_tag.nhwc),
          BLOCKED,
          oneDnn.forward(c, format_tag.nChw8c),
          ND4J,
          nd4j("conv2d", List.of(x, w), List.of(y), c));
      row(
          name + ": both gradients",
          NHWC,
          NHWC,
          oneDnn.backwardData(c, format_tag.nhwc) + oneDnn.backwardWeights(c, format_tag.nhwc),
          BLOCKED,
          oneDnn.backwardData(c, format_tag.nChw8c) + oneDnn.backwardWeights(c, format_tag.nChw8c),
          ND4J,
          nd4j("conv2d_bp", List.of(x, w, y), List.of(x.like(), w.like()), c));
    }
  }

  private void depthwise(int channels, int size, int kernel) {
    var c = new OneDnnProbe.Conv(BATCH, size, channels, channels, kernel, 1, true);
    String name =
        "%d×%d depthwise, %d channels, %d×%d".formatted(kernel, kernel, channels, size, size);
    float[] x = numbers(BATCH * size * size * channels);
    float[] w = numbers(kernel * kernel * channels);
    float[] y = numbers(x.length);
    double copies = 2 * oneDnn.toBlocks(BATCH, size, channels);
    double forward = oneDnn.forward(c, format_tag.nhwc);
    double plain =
        stopwatch.milliseconds(() -> PlainLoops.depthwise(x, w, y, BATCH, size, channels, kernel));
    INDArray in = random(BATCH, size, size, channels);
    INDArray filter = random(kernel, kernel, channels, 1);
    row(
        name + ": forward",
        NHWC,
        NHWC,
        forward,
        BLOCKED + ", copied",
        oneDnn.forward(c, format_tag.nChw8c) + copies,
        ND4J,
        nd4j("depthwise_conv2d", List.of(in, filter), List.of(in.like()), c),
        LOOP,
        plain);
    row(
        name + ": gradient of the input",
        "forward with the kernel turned",
        "forward with the kernel turned",
        forward,
        NHWC,
        oneDnn.backwardData(c, format_tag.nhwc),
        BLOCKED + ", copied",
        oneDnn.backwardData(c, format_tag.nChw8c) + copies,
        LOOP,
        plain);
    Map<String, Double> ways = new LinkedHashMap<>();
    String correlation = "correlation, copied";
    ways.put(correlation, oneDnn.correlation(c) + copies);
    ways.put(NHWC, oneDnn.backwardWeights(c, format_tag.nhwc));
    if (kernel == 3) {
      ways.put(BLOCKED + ", copied", oneDnn.backwardWeights(c, format_tag.nChw8c) + copies);
    }
    ways.put(
        LOOP,
        stopwatch.milliseconds(
            () -> PlainLoops.depthwiseWeights(x, y, w, BATCH, size, channels, kernel)));
    ways.put(
        ND4J + " (with the input's)",
        nd4j(
            "depthwise_conv2d_bp",
            List.of(in, filter, in.like()),
            List.of(in.like(), filter.like()),
            c));
    add(name + ": gradient of the weights", kernel == 3 ? NHWC : correlation, ways);
  }

  private void stridedDepthwise(int channels, int size, int kernel) {
    var c = new OneDnnProbe.Conv(BATCH, size, channels, channels, kernel, 2, true);
    String name =
        "%d×%d depthwise, stride 2, %d channels, %d×%d"
            .formatted(kernel, kernel, channels, size, size);
    double copies =
        oneDnn.toBlocks(BATCH, size, channels) + oneDnn.toBlocks(BATCH, c.outSize(), channels);
    row(
        name + ": gradient of the input",
        NHWC,
        NHWC,
        oneDnn.backwardData(c, format_tag.nhwc),
        BLOCKED + ", copied",
        oneDnn.backwardData(c, format_tag.nChw8c) + copies);
    row(
        name + ": gradient of the weights",
        "correlation, copied",
        "correlation, copied",
        oneDnn.correlation(c) + copies,
        NHWC,
        oneDnn.backwardWeights(c, format_tag.nhwc));
  }

  private void normalization(int channels, int size) {
    String name = "batch norm with ReLU, %d channels, %d×%d".formatted(channels, size, size);
    float[] x = numbers(BATCH * size * size * channels);
    float[] y = numbers(x.length);
    float[] g = numbers(x.length);
    float[] v = numbers(channels);
    double copy = oneDnn.toBlocks(BATCH, size, channels);
    INDArray in = random(BATCH, size, size, channels);
    INDArray vector = Nd4j.ones(DataType.FLOAT, channels);
    row(
        name + ": forward",
        NHWC,
        NHWC,
        oneDnn.norm(BATCH, size, channels, format_tag.nhwc, prop_kind.forward_training),
        BLOCKED + ", copied",
        oneDnn.norm(BATCH, size, channels, format_tag.nChw8c, prop_kind.forward_training)
            + 2 * copy,
        ND4J + " (statistics given)",
        nd4jNorm("batchnorm", List.of(in, vector, vector, vector, vector), List.of(in.like())),
        LOOP,
        stopwatch.milliseconds(() -> PlainLoops.normalize(x, y, v, v, channels)));
    row(
        name + ": backward",
        NHWC,
        NHWC,
        oneDnn.norm(BATCH, size, channels, format_tag.nhwc, prop_kind.backward),
        BLOCKED + ", copied",
        oneDnn.norm(BATCH, size, channels, format_tag.nChw8c, prop_kind.backward) + 3 * copy,
        ND4J,
        nd4jNorm(
            "batchnorm_bp",
            List.of(in, vector, vector, vector, vector, in.like()),
            List.of(in.like(), vector.like(), vector.like(), vector.like(), vector.like())),
        LOOP,
        stopwatch.milliseconds(
            () -> PlainLoops.normalizeBackward(x, y, g, x.clone(), v, v, channels)));
  }

  private void rest() {
    float[] a = numbers(BATCH * 14 * 14 * 32);
    float[] b = numbers(a.length);
    float[] y = new float[a.length];
    INDArray left = random(BATCH, 14, 14, 32);
    INDArray right = random(BATCH, 14, 14, 32);
    row(
        "sum with ReLU, 32 channels, 14×14",
        NHWC,
        NHWC,
        oneDnn.addRelu(BATCH, 14, 32),
        ND4J,
        stopwatch.milliseconds(() -> Nd4j.nn().relu(left.addi(right), 0)),
        LOOP,
        stopwatch.milliseconds(() -> PlainLoops.addRelu(a, b, y)));
    float[] pooled = new float[BATCH * 128];
    float[] deep = numbers(BATCH * 49 * 128);
    INDArray image = random(BATCH, 7, 7, 128);
    row(
        "global average pool, 128 channels, 7×7",
        NHWC,
        NHWC,
        oneDnn.pool(BATCH, 7, 128),
        ND4J,
        stopwatch.milliseconds(() -> image.mean(1, 2)),
        LOOP,
        stopwatch.milliseconds(() -> PlainLoops.pool(deep, pooled, 49, 128)));
  }

  private double nd4j(
      String name, List<INDArray> inputs, List<INDArray> outputs, OneDnnProbe.Conv c) {
    long k = c.kernel();
    long s = c.stride();
    return stopwatch.milliseconds(
        () ->
            Nd4j.exec(
                DynamicCustomOp.builder(name)
                    .addInputs(inputs.toArray(INDArray[]::new))
                    .addOutputs(outputs.toArray(INDArray[]::new))
                    .addIntegerArguments((int) k, (int) k, (int) s, (int) s, 0, 0, 1, 1, 1, 1, 0)
                    .build()));
  }

  private double nd4jNorm(String name, List<INDArray> inputs, List<INDArray> outputs) {
    return stopwatch.milliseconds(
        () ->
            Nd4j.exec(
                DynamicCustomOp.builder(name)
                    .addInputs(inputs.toArray(INDArray[]::new))
                    .addOutputs(outputs.toArray(INDArray[]::new))
                    .addIntegerArguments(1, 1, 3)
                    .addFloatingPointArguments(1e-5)
                    .build()));
  }

  /** Adds a row: the operator, the way taken, then each way with its milliseconds. */
  private void row(String operator, String taken, Object... ways) {
    Map<String, Double> all = new LinkedHashMap<>();
    for (int i = 0; i < ways.length; i += 2) {
      all.put((String) ways[i], (Double) ways[i + 1]);
    }
    add(operator, taken, all);
  }

  private void add(String operator, String taken, Map<String, Double> ways) {
    rows.add(new Row(operator, ways, taken));
  }

  private String markdown() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("# Every operator of the training step, in the ways found for it\n\n")
        .append(
            "Milliseconds of one thread's CPU time at batch 128, the least of up to 30 runs, on\n")
        .append(cpu())
        .append(".\nThe way that `io.quarry.net` takes is **bold**; the last column is its time")
        .append(" over the best one's.\n`copied`: with the copies into that layout and back.")
        .append(" Plain loops work on heap arrays; copying\nto them is not counted.")
        .append(" ND4J's convolutions take both gradients in one operator.\n")
        .append("The Vector API would need flags of every JVM that runs Quarry: not an option.\n")
        .append("\nWritten by `io.quarry.benchmarks.OperatorTable`.\n\n")
        .append("| operator | ways: ms | ratio |\n| --- | --- | --- |\n");
    for (Row row : rows) {
      List<String> ways = new ArrayList<>();
      row.ways()
          .forEach(
              (way, ms) -> {
                String cell = String.format(Locale.ROOT, "%s %.3f", way, ms);
                ways.add(way.equals(row.taken()) ? "**" + cell + "**" : cell);
              });
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %.2f |%n",
              row.operator(),
              String.join("; ", ways),
              row.ratio()));
    }
    return text.toString();
  }

  private static String cpu() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.exists(info)) {
      return System.getProperty("os.arch");
    }
    try (var lines = Files.lines(info)) {
      String model =
          lines.filter(line -> line.startsWith("model name")).findFirst().orElse("? : ?");
      return model.substring(model.indexOf(':') + 2)
          + " (widest instruction set of oneDNN here: "
          + org.bytedeco.dnnl.global.dnnl.get_effective_cpu_isa()
          + ")";
    }
  }

  private static INDArray random(int... shape) {
    int length = 1;
    long[] dims = new long[shape.length];
    for (int i = 0; i < shape.length; i++) {
      length *= shape[i];
      dims[i] = shape[i];
    }
    return Nd4j.create(numbers(length), dims, 'c');
  }

  private static float[] numbers(int length) {
    RandomGenerator random = new Seeds(length).generator();
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = (float) random.nextDouble();
    }
    return numbers;
  }
}
