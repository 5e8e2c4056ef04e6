package io.quarry.net;

import org.bytedeco.javacpp.FloatPointer;

/**
 * Stochastic gradient descent with Nesterov momentum (Sutskever et al. 2013, in the form of
 * PyTorch's {@code SGD}), weight decay added to the gradient:
 *
 * <pre>g ← c·g + λ·w,  v ← µ·v + g,  w ← w − η·(g + µ·v)</pre>
 *
 * <p>where c clips the global L2 norm of the gradient. Works on the parameters' flat vectors. Not
 * thread-safe.
 */
public final class Sgd {
  /** Keeps the clipping factor finite, as PyTorch's {@code clip_grad_norm_} does. */
  private static final double NORM_FLOOR = 1e-6;

  /** Numbers worked on at a time, so that they stay in the cache. */
  private static final int BLOCK = 4096;

  private final float momentum;
  private final float weightDecay;
  private final double clip;
  private final float[] velocity;
  private final float[] decay;

  /** Where learned grids begin, which come last. */
  private final int grids;

  /** Whether each of them is a scale. */
  private final boolean[] scales;

  private final float[] value = new float[BLOCK];
  private final float[] gradient = new float[BLOCK];

  /**
   * An optimizer at rest.
   *
   * @param parameters whose vectors it will update
   * @param momentum µ, in [0, 1)
   * @param weightDecay λ, for the parameters whose spec decays
   * @param clip largest norm of a step's gradient, positive
   */
  public Sgd(Parameters parameters, double momentum, double weightDecay, double clip) {
    this.momentum = (float) momentum;
    this.weightDecay = (float) weightDecay;
    this.clip = clip;
    this.velocity = new float[parameters.length()];
    this.decay = new float[parameters.length()];
    this.grids = parameters.gridsFrom();
    this.scales = new boolean[parameters.length() - grids];
    for (ParameterSpec spec : parameters.specs()) {
      int offset = parameters.place(spec.name()).offset();
      float factor = spec.decays() ? this.weightDecay : 0f;
      java.util.Arrays.fill(decay, offset, offset + spec.length(), factor);
      if (spec.isOfGrid()) {
        scales[offset - grids] = LearnedGrid.isScale(spec.name());
      }
    }
  }

  /** One update, all at one learning rate: see {@link #step(Parameters, double, double)}. */
  public double step(Parameters parameters, double learningRate) {
    return step(parameters, learningRate, 1);
  }

  /**
   * One update. The gradients are left as they are.
   *
   * @param parameters those it was made for
   * @param learningRate η
   * @param gridFactor what η is multiplied by for {@link LearnedGrid}s; a step changes a scale by a
   *     factor of 2 at most, so that it stays positive
   * @return the gradient's L2 norm before clipping; not finite where the gradient is not, and then
   *     nothing is updated
   */
  public double step(Parameters parameters, double learningRate, double gridFactor) {
    double norm = norm(parameters);
    if (Double.isFinite(norm)) {
      float factor = (float) Math.min(1.0, clip / (norm + NORM_FLOOR));
      for (int start = 0; start < grids; start += BLOCK) {
        update(parameters, start, factor, (float) learningRate);
      }
      updateGrids(parameters, factor, (float) (learningRate * gridFactor));
    }
    return norm;
  }

  /** A copy of the velocities, one for each number of the flat vectors: what resuming needs. */
  public float[] state() {
    return velocity.clone();
  }

  /** Continues from velocities that {@link #state} gave. */
  public void restore(float[] state) {
    if (state.length != velocity.length) {
      throw new IllegalArgumentException(
          "%d velocities do not fit %d parameters".formatted(state.length, velocity.length));
    }
    System.arraycopy(state, 0, velocity, 0, state.length);
  }

  private void update(Parameters parameters, int start, float factor, float rate) {
    int count = Math.min(BLOCK, grids - start);
    FloatPointer values = parameters.valuesAt(start);
    values.get(value, 0, count);
    parameters.gradientsAt(start).get(gradient, 0, count);
    for (int i = 0; i < count; i++) {
      gradient[i] = factor * gradient[i] + decay[start + i] * value[i];
    }
    for (int i = 0; i < count; i++) {
      velocity[start + i] = momentum * velocity[start + i] + gradient[i];
    }
    for (int i = 0; i < count; i++) {
      value[i] -= rate * (gradient[i] + momentum * velocity[start + i]);
    }
    values.put(value, 0, count);
  }

  private void updateGrids(Parameters parameters, float factor, float rate) {
    for (int i = grids; i < velocity.length; i++) {
      float old = parameters.valuesAt(i).get();
      float gradient = factor * parameters.gradientsAt(i).get();
      velocity[i] = momentum * velocity[i] + gradient;
      float moved = old - rate * (gradient + momentum * velocity[i]);
      float within = Math.max(old / 2, Math.min(old * 2, moved));
      parameters.valuesAt(i).put(scales[i - grids] ? within : moved);
    }
  }

  private double norm(Parameters parameters) {
    double sum = 0;
    for (int start = 0; start < velocity.length; start += BLOCK) {
      int count = Math.min(BLOCK, velocity.length - start);
      parameters.gradientsAt(start).get(gradient, 0, count);
      sum += sumOfSquares(gradient, count);
    }
    return Math.sqrt(sum);
  }

  /** In four sums side by side, for the additions of one would wait for each other. */
  private static double sumOfSquares(float[] x, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      a += (double) x[i] * x[i];
      b += (double) x[i + 1] * x[i + 1];
      c += (double) x[i + 2] * x[i + 2];
      d += (double) x[i + 3] * x[i + 3];
    }
    for (; i < count; i++) {
      a += (double) x[i] * x[i];
    }
    return (a + b) + (c + d);
  }
}
