package io.quarry.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A model with its input and its output in place, so that a run is the runtime's work alone, as it
 * is for a device that keeps its buffers. Holds native memory until closed; for one thread.
 */
public final class PreparedRun implements AutoCloseable {
  private final OrtSession session;
  private final OnnxTensor images;
  private final OnnxTensor logits;
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxTensor> outputs;

  private PreparedRun(OrtSession session, OnnxTensor images, OnnxTensor logits) {
    this.session = session;
    this.images = images;
    this.logits = logits;
    this.inputs = Map.of(ModelWriter.INPUT, images);
    this.outputs = Map.of(ModelWriter.OUTPUT, logits);
  }

  /**
   * Opens a model as {@link InferenceSession} does, except that idle threads may spin: nothing else
   * is to run beside it.
   *
   * @param model as {@link ModelWriter} serialized it
   * @param batch images of one run
   * @param threads of one run
   * @param random draws the images' numbers, standard normal ones
   * @throws InferenceException when the runtime refuses the model
   */
  public static PreparedRun open(byte[] model, int batch, int threads, RandomGenerator random) {
    try (SessionOptions options = InferenceSession.options(threads, InferenceSession.SPINNING)) {
      OrtSession session = OrtEnvironment.getEnvironment().createSession(model, options);
      InferenceSession shapes = new InferenceSession(session);
      FloatBuffer images = direct(batch * shapes.imageElements());
      while (images.hasRemaining()) {
        images.put((float) random.nextGaussian());
      }
      FloatBuffer logits = direct(batch * shapes.classes());
      return new PreparedRun(
          session,
          tensor(images.flip(), shapes.imageShape(batch)),
          tensor(logits, batch, shapes.classes()));
    } catch (OrtException e) {
      throw new InferenceException("ONNX Runtime did not open the model", e);
    }
  }

  /**
   * Runs the model once.
   *
   * @throws InferenceException when the run fails
   */
  public void run() {
    try {
      session.run(inputs, outputs).close();
    } catch (OrtException e) {
      throw new InferenceException("ONNX Runtime failed on its prepared images", e);
    }
  }

  @Override
  public void close() {
    try (images;
        logits) {
      session.close();
    } catch (OrtException e) {
      throw new InferenceException("ONNX Runtime did not close the model", e);
    }
  }

  private static FloatBuffer direct(int elements) {
    return ByteBuffer.allocateDirect(elements * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static OnnxTensor tensor(FloatBuffer values, long... shape) throws OrtException {
    return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values, shape);
  }
}
