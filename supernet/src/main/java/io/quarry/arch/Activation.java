package io.quarry.arch;

/** What follows the sums of a fully connected layer, number by number. */
public enum Activation {
  /** Nothing. */
  NONE {
    @Override
    public float of(float x) {
      return x;
    }

    @Override
    public float slope(float y) {
      return 1;
    }
  },
  /** max(0, x). */
  RELU {
    @Override
    public float of(float x) {
      return Math.max(0, x);
    }

    @Override
    public float slope(float y) {
      return y > 0 ? 1 : 0;
    }
  },
  /**
   * x/6 + 1/2, clipped to [0, 1] (Howard et al. 2019, MobileNetV3, arXiv 1905.02244, section 5.2).
   */
  HARD_SIGMOID {
    @Override
    public float of(float x) {
      return Math.max(0, Math.min(1, x * HARD_SIGMOID_SLOPE + HARD_SIGMOID_CENTRE));
    }

    @Override
    public float slope(float y) {
      return y > 0 && y < 1 ? HARD_SIGMOID_SLOPE : 0;
    }
  };

  /** What the hard sigmoid multiplies by where it is not clipped. */
  public static final float HARD_SIGMOID_SLOPE = 1f / 6;

  /** The hard sigmoid of 0. */
  public static final float HARD_SIGMOID_CENTRE = 0.5f;

  /** Its value. */
  public abstract float of(float x);

  /** Its derivative where it has the value y; 0 where it turns. */
  public abstract float slope(float y);
}
