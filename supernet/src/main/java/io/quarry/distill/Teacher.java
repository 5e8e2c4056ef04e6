package io.quarry.distill;

import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.ElasticStage;
import io.quarry.arch.Network;
import io.quarry.arch.Shape;
import io.quarry.data.Images;
import io.quarry.data.PixelTransform;
import io.quarry.data.Task;
import io.quarry.net.BatchStatistics;
import io.quarry.net.NativeArrays;
import io.quarry.net.NetworkRunner;
import io.quarry.net.Parameters;
import io.quarry.space.Candidate;
import io.quarry.train.Checkpoint;
import io.quarry.train.Trainer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One stage of a supernet's largest network in float32, its batch normalization re-estimated on the
 * calibration split as scoring does. Not thread-safe; holds native memory until {@link #close}.
 */
final class Teacher implements AutoCloseable {
  /** Images of one run. */
  private static final int BATCH = 64;

  private final Network before;
  private final Network stage;
  private final PixelTransform transform;
  private final Parameters parameters;
  private final NetworkRunner runner;
  private final BatchStatistics statistics;

  /**
   * A stage's teacher.
   *
   * @param net what the checkpoint is of
   */
  Teacher(ElasticStage student, ElasticConvNet net, Checkpoint checkpoint, Task task) {
    Candidate largest = net.largest();
    this.before = net.networkBefore(student.number(), largest);
    this.stage = student.network(largest);
    this.transform = PixelTransform.of(task.normalization());
    this.parameters = Trainer.parameters(checkpoint, net);
    this.runner = new NetworkRunner(parameters);
    try (INDArray images = read(task.calibration(), 0, task.calibration().count())) {
      this.statistics = runner.calibrate(net.network(largest), images, (node, activation) -> {});
    }
  }

  /** The shape of what the stage reads. */
  Shape input() {
    return stage.input();
  }

  /** The shape of what it puts out. */
  Shape output() {
    return stage.output();
  }

  /**
   * The features of normalized images.
   *
   * @param pixels [N, height, width, channels], flat
   */
  Features features(float[] pixels) {
    int count = pixels.length / before.input().elements();
    try (INDArray images = array(count, before.input())) {
      NativeArrays.write(pixels, images);
      INDArray input = runner.infer(before, statistics, images).dup('c');
      float[] output = new float[count * output().elements()];
      NativeArrays.read(runner.infer(stage, statistics, input), output);
      return new Features(input, output);
    }
  }

  /** The features of a split's first images, at most all of them. */
  Features features(Images images, int most) {
    int count = Math.min(most, images.count());
    float[] inputs = new float[Math.multiplyExact(count, input().elements())];
    float[] outputs = new float[Math.multiplyExact(count, output().elements())];
    for (int from = 0; from < count; from += BATCH) {
      int to = Math.min(count, from + BATCH);
      float[] pixels = new float[(to - from) * before.input().elements()];
      transform.nhwc(images, from, to, pixels);
      try (Features some = features(pixels)) {
        float[] read = new float[(to - from) * input().elements()];
        NativeArrays.read(some.input(), read);
        System.arraycopy(read, 0, inputs, from * input().elements(), read.length);
        System.arraycopy(
            some.output(), 0, outputs, from * output().elements(), some.output().length);
      }
    }
    INDArray input = array(count, input());
    NativeArrays.write(inputs, input);
    return new Features(input, outputs);
  }

  @Override
  public void close() {
    runner.close();
    parameters.close();
  }

  private INDArray read(Images images, int from, int to) {
    Shape shape = images.shape();
    float[] pixels = new float[(to - from) * shape.elements()];
    transform.nhwc(images, from, to, pixels);
    INDArray array = array(to - from, shape);
    NativeArrays.write(pixels, array);
    return array;
  }

  private static INDArray array(int count, Shape shape) {
    return Nd4j.createUninitialized(
        DataType.FLOAT, count, shape.height(), shape.width(), shape.channels());
  }
}
