package io.quarry.benchmarks;

import io.quarry.format.Grid;
import io.quarry.format.LevelFormat;
import io.quarry.format.NumberFormat;
import io.quarry.format.Rounding;
import io.quarry.format.Rounding.Beyond;
import io.quarry.format.Rounding.ParameterGradient;
import io.quarry.seed.Seeds;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The time to round one number to a format, and to take its straight-through gradients, beside a
 * plain search for the nearest level. Gaussian numbers, one grid, one thread; what is rounded fits
 * into the second cache.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(RoundingBenchmark.COUNT)
@Fork(1)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class RoundingBenchmark {
  static final int COUNT = 1 << 16;

  /** The format. */
  @Param({"int8", "int4", "uint8", "ternary-mean", "e2m1", "e4m3", "e5m2", "bf16", "apot4"})
  public String format;

  private LevelFormat parsed;
  private Grid grid;
  private double[] levels;
  private float[] values;
  private float[] outputs;
  private float[] rounded;

  /** Makes the numbers. */
  @Setup
  public void make() {
    parsed = (LevelFormat) NumberFormat.parse(format);
    grid = parsed.grid(-3, 3);
    levels = parsed.levels();
    values = new float[COUNT];
    outputs = new float[COUNT];
    rounded = new float[COUNT];
    RandomGenerator random = new Seeds(1).generator();
    for (int i = 0; i < COUNT; i++) {
      values[i] = (float) random.nextGaussian();
      outputs[i] = (float) random.nextGaussian();
    }
  }

  /** Fake quantization of a slice. */
  @Benchmark
  public float[] forward() {
    Rounding.round(parsed, grid, values, 0, COUNT, rounded);
    return rounded;
  }

  /** Gradients of the numbers, the scale and the offset. */
  @Benchmark
  public ParameterGradient backward() {
    return Rounding.backward(parsed, grid, Beyond.STOPS, values, outputs, 0, COUNT, rounded);
  }

  /** The nearest level by bisection, number by number. */
  @Benchmark
  public float[] plainForward() {
    for (int i = 0; i < COUNT; i++) {
      double code = (double) values[i] / grid.scale() + grid.zeroPoint();
      rounded[i] = (float) ((nearest(code) - grid.zeroPoint()) * grid.scale());
    }
    return rounded;
  }

  private double nearest(double code) {
    int at = Arrays.binarySearch(levels, code);
    if (at >= 0) {
      return code;
    }
    int above = Math.min(-at - 1, levels.length - 1);
    int below = Math.max(-at - 2, 0);
    return code - levels[below] <= levels[above] - code ? levels[below] : levels[above];
  }
}
