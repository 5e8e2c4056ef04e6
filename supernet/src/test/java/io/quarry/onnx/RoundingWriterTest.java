package io.quarry.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.quarry.format.Grid;
import io.quarry.format.LevelFormat;
import io.quarry.format.NumberFormat;
import io.quarry.format.Rounding;
import io.quarry.seed.Seeds;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What ONNX Runtime makes of a format's steps, against the format itself. */
class RoundingWriterTest {
  private static final int OPERATOR_SET = 17;
  private static final int IR_VERSION = 8;
  private static final int COUNT = 20_000;

  static Stream<LevelFormat> formats() {
    return NumberFormat.all().stream()
        .filter(LevelFormat.class::isInstance)
        .map(LevelFormat.class::cast);
  }

  /**
   * Random numbers of every magnitude, levels, halves between them, and what is beyond the last.
   */
  @ParameterizedTest
  @MethodSource("formats")
  void theGraphRoundsAsTheFormatBitForBit(LevelFormat format) throws Exception {
    float scale = format.isScaled() ? 0.37f : 1;
    Rounding rounding = Rounding.perTensor(format, new Grid(scale, 0));
    float[] values = values(format, scale);
    float[] expected = rounding.round(values);
    float[] actual = run(rounding, values);
    for (int i = 0; i < values.length; i++) {
      // A 0 may differ in sign.
      assertThat(Float.floatToRawIntBits(actual[i] + 0f))
          .as("%s of %s", format, values[i])
          .isEqualTo(Float.floatToRawIntBits(expected[i] + 0f));
    }
  }

  private static float[] values(LevelFormat format, float scale) {
    double[] levels = format.levels();
    RandomGenerator random = new Seeds(1).generator();
    float[] values = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      int level = random.nextInt(levels.length);
      double next = levels[Math.min(level + 1, levels.length - 1)];
      float middle = (float) ((levels[level] + next) / 2) * scale;
      values[i] =
          switch (i % 4) {
            case 0 -> (float) levels[level] * scale;
            case 1 -> i % 8 == 1 ? Math.nextUp(middle) : middle;
            case 2 -> Float.intBitsToFloat(random.nextInt());
            default -> (float) (random.nextGaussian() * levels[levels.length - 1] / 2) * scale;
          };
      if (Float.isNaN(values[i])) {
        values[i] = i % 3 - 1;
      }
    }
    values[0] = Float.POSITIVE_INFINITY;
    values[1] = Float.NEGATIVE_INFINITY;
    values[2] = Float.MIN_VALUE;
    values[3] = -0f;
    return values;
  }

  private static float[] run(Rounding rounding, float[] values) throws Exception {
    GraphWriter graph = new GraphWriter("rounding");
    graph.input("values", 1);
    new RoundingWriter(graph).round("values", "rounded", rounding);
    String last = graph.graph().getNode(graph.graph().getNodeCount() - 1).getOutput(0);
    graph.output(last, 1);
    byte[] model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET))
            .setGraph(graph.graph())
            .build()
            .toByteArray();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = InferenceSession.options(1);
        OrtSession session = environment.createSession(model, options);
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(values), new long[] {values.length, 1});
        OrtSession.Result result = session.run(Map.of("values", input))) {
      FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] rounded = new float[values.length];
      buffer.get(rounded);
      return rounded;
    }
  }
}
