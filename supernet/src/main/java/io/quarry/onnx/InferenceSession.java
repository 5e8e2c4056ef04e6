package io.quarry.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * A model of {@link ModelWriter} in ONNX Runtime, on the CPU. Holds native memory until closed.
 * {@link #run} may be called by several threads at once.
 */
public final class InferenceSession implements AutoCloseable {
  /**
   * Without it, on x86 without VNNI, products of unsigned activations and signed weights saturate
   * at 16 bits in pairs, and the sums are wrong. With it 8-bit weights that could saturate are
   * moved to unsigned codes as the session opens: exact, and a little slower.
   */
  private static final String EXACT_INTEGERS = "session.x64quantprecision";

  /** Idle threads that spin take the processor from ND4J and oneDNN in the same process. */
  static final String NO_SPINNING = "0";

  /** Where nothing else runs, spinning threads find their work sooner. */
  static final String SPINNING = "1";

  private static final String INTRA_SPINNING = "session.intra_op.allow_spinning";

  private static final String INTER_SPINNING = "session.inter_op.allow_spinning";

  private final OrtSession session;
  private final long[] imageShape;
  private final int imageElements;
  private final int classes;

  /** Of an open session of a model of {@link ModelWriter}. */
  InferenceSession(OrtSession session) throws OrtException {
    this.session = session;
    this.imageShape =
        ((TensorInfo) session.getInputInfo().get(ModelWriter.INPUT).getInfo()).getShape();
    this.imageElements = Math.toIntExact(imageShape[1] * imageShape[2] * imageShape[3]);
    this.classes =
        Math.toIntExact(
            ((TensorInfo) session.getOutputInfo().get(ModelWriter.OUTPUT).getInfo()).getShape()[1]);
  }

  /**
   * Opens a model.
   *
   * @param model as {@link ModelWriter} serialized it
   * @param threads that one run uses, at least 1
   * @throws InferenceException when the runtime refuses the model
   */
  public static InferenceSession open(byte[] model, int threads) {
    try (SessionOptions options = options(threads)) {
      return open(model, options);
    } catch (OrtException e) {
      throw new InferenceException("ONNX Runtime did not open the model", e);
    }
  }

  /** What every session is opened with. */
  static SessionOptions options(int threads) throws OrtException {
    return options(threads, NO_SPINNING);
  }

  /**
   * The same with another way of waiting.
   *
   * @param spinning whether idle threads wait for work spinning, {@link #NO_SPINNING} or {@link
   *     #SPINNING}
   */
  static SessionOptions options(int threads, String spinning) throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setOptimizationLevel(OptLevel.ALL_OPT);
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    options.addConfigEntry(EXACT_INTEGERS, "1");
    options.addConfigEntry(INTRA_SPINNING, spinning);
    options.addConfigEntry(INTER_SPINNING, spinning);
    return options;
  }

  /** Name and version of the runtime. */
  public static String runtime() {
    return "onnxruntime " + OrtEnvironment.getEnvironment().getVersion();
  }

  static InferenceSession open(byte[] model, SessionOptions options) throws OrtException {
    return new InferenceSession(OrtEnvironment.getEnvironment().createSession(model, options));
  }

  /** Numbers of one image. */
  int imageElements() {
    return imageElements;
  }

  /** Logits of one image. */
  int classes() {
    return classes;
  }

  /** The shape of so many images. */
  long[] imageShape(int batch) {
    long[] shape = imageShape.clone();
    shape[0] = batch;
    return shape;
  }

  /**
   * The logits of images.
   *
   * @param images what remains of it, whole images as the model takes them (NCHW), is read and its
   *     position left alone; a direct buffer of native order is not copied
   * @return image after image
   * @throws InferenceException when the run fails
   */
  public float[] run(FloatBuffer images) {
    long[] shape = imageShape(images.remaining() / imageElements);
    try (OnnxTensor input =
            OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), images.slice(), shape);
        OrtSession.Result result = session.run(Map.of(ModelWriter.INPUT, input))) {
      FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] logits = new float[output.remaining()];
      output.get(logits);
      return logits;
    } catch (OrtException e) {
      throw new InferenceException("ONNX Runtime failed on %d images".formatted(shape[0]), e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new InferenceException("ONNX Runtime did not close the model", e);
    }
  }
}
