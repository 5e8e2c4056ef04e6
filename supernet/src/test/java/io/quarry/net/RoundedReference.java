package io.quarry.net;

import io.quarry.arch.Conv;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.format.Grid;
import io.quarry.format.LevelFormat;
import java.util.HashMap;
import java.util.Map;

/**
 * A network whose layers round to formats, slow and plain: the first run rounds, number by number,
 * to the nearest level; later runs follow the straight-through surrogate of that run, so that their
 * differences are what its gradients should be.
 */
final class RoundedReference extends ReferenceNetwork {
  private final Parameters parameters;
  private final RoundedLayers rounded;
  private final Map<String, Tensor> kept = new HashMap<>();

  RoundedReference(Parameters parameters, RoundedLayers rounded) {
    super(parameters);
    this.parameters = parameters;
    this.rounded = rounded;
  }

  @Override
  double[] input(Network network, Layer layer, double[] x) {
    return rounded.of(layer).input() instanceof LevelFormat format
        ? round(LearnedGrid.ofInput(network, layer, format), x)
        : x;
  }

  @Override
  double[] weights(Layer layer) {
    double[] w = super.weights(layer);
    if (!(rounded.of(layer).weights() instanceof LevelFormat format)) {
      return w;
    }
    double[] turned = turn(layer, w);
    return turn(layer, round(LearnedGrid.ofWeights(layer, format), turned));
  }

  private double[] turn(Layer layer, double[] w) {
    double[] turned = w.clone();
    if (layer instanceof Conv) {
      double[] gamma = value(layer.name() + ".scale");
      for (int i = 0; i < w.length; i++) {
        turned[i] = gamma[i % gamma.length] < 0 ? -w[i] : w[i];
      }
    }
    return turned;
  }

  private double[] round(LearnedGrid learned, double[] x) {
    String key = learned.layer() + learned.part();
    Tensor known = kept.get(key);
    if (known == null) {
      Tensor first = new Tensor(learned, x);
      kept.put(key, first);
      return first.y;
    }
    return known.surrogate(x);
  }

  private double number(boolean exists, String name) {
    return exists ? value(name)[0] : 0;
  }

  private static double nearest(LevelFormat format, int zeroPoint, double v) {
    double best = Double.NaN;
    for (double level : format.levels()) {
      double moved = level - zeroPoint;
      if (Double.isNaN(best) || Math.abs(moved - v) < Math.abs(best - v)) {
        best = moved;
      }
    }
    return best;
  }

  /** What the first run did with one tensor. */
  private final class Tensor {
    private final LearnedGrid learned;
    private final double scale;
    private final double offset;
    private final double[] x;
    private final double[] y;

    /** What a unit of the scale adds. */
    private final double[] slope;

    private final boolean[] outside;

    Tensor(LearnedGrid learned, double[] x) {
      LevelFormat format = learned.format();
      Grid grid = learned.grid(parameters);
      double low = format.minLevel(grid.zeroPoint());
      double high = format.maxLevel(grid.zeroPoint());
      this.learned = learned;
      this.scale = scaleNow();
      this.offset = offsetNow();
      this.x = x.clone();
      this.y = new double[x.length];
      this.slope = new double[x.length];
      this.outside = new boolean[x.length];
      for (int i = 0; i < x.length; i++) {
        double v = x[i] / grid.scale();
        double level = nearest(format, grid.zeroPoint(), v);
        y[i] = level * grid.scale();
        outside[i] = v < low || v > high;
        slope[i] = level - (outside[i] ? learned.hasOffset() ? low : 0 : v);
      }
    }

    double[] surrogate(double[] now) {
      double[] result = new double[now.length];
      for (int i = 0; i < now.length; i++) {
        double moved = outside[i] ? offsetNow() - offset : now[i] - x[i];
        result[i] = y[i] + slope[i] * (scaleNow() - scale) + moved;
      }
      return result;
    }

    private double scaleNow() {
      return number(learned.format().isScaled(), learned.scaleName());
    }

    private double offsetNow() {
      return number(learned.hasOffset(), learned.offsetName());
    }
  }
}
