package io.quarry.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.quarry.format.Elementwise;
import io.quarry.format.Grid;
import io.quarry.format.LevelFormat;
import io.quarry.format.Rounding;
import java.util.List;

/**
 * Writes the rounding of activations to formats that have no codes in ordinary float operators,
 * which round as the format's own steps do: to the bit, but for the sign of a 0.
 *
 * <p>Numbers are divided by the scale, not multiplied by its inverse, as {@link Rounding} does; and
 * no runtime takes a division for a part of the convolution before it.
 */
final class RoundingWriter {
  private final GraphWriter graph;

  RoundingWriter(GraphWriter graph) {
    this.graph = graph;
  }

  /**
   * Numbers, rounded.
   *
   * @param values name of a float tensor
   * @param name of the rounded tensor
   * @param rounding of the whole tensor
   */
  String round(String values, String name, Rounding rounding) {
    LevelFormat format = rounding.format();
    Grid grid = rounding.grids().get(0);
    Steps steps = new Steps(name);
    String scaled = values;
    String scale = "";
    if (format.isScaled()) {
      scale = graph.constant(name + ".scale", new float[] {grid.scale()});
      scaled = graph.node("Div", name + ".scaled", List.of(values, scale));
    }
    String levels = format.round(scaled, grid.zeroPoint(), steps);
    return format.isScaled() ? graph.node("Mul", name, List.of(levels, scale)) : levels;
  }

  /** Writes each step as a node, numbered behind a name. */
  private final class Steps implements Elementwise<String> {
    private final String name;
    private int count;

    Steps(String name) {
      this.name = name;
    }

    @Override
    public String add(String left, String right) {
      return step("Add", left, right);
    }

    @Override
    public String add(String left, float right) {
      return step("Add", left, constant(right));
    }

    @Override
    public String subtract(String left, String right) {
      return step("Sub", left, right);
    }

    @Override
    public String multiply(String left, String right) {
      return step("Mul", left, right);
    }

    @Override
    public String multiply(String left, float right) {
      return step("Mul", left, constant(right));
    }

    @Override
    public String abs(String of) {
      return step("Abs", of);
    }

    @Override
    public String sign(String of) {
      return step("Sign", of);
    }

    @Override
    public String max(String of, float least) {
      return step("Max", of, constant(least));
    }

    @Override
    public String clip(String of, float low, float high) {
      return step("Clip", of, constant(low), constant(high));
    }

    @Override
    public String lookUp(float[] table, String index) {
      String integers = cast(index, DataType.INT32);
      String constant = graph.constant(next() + ".table", table, table.length);
      return step("Gather", constant, integers);
    }

    @Override
    public String bfloat16(String of) {
      return cast(cast(of, DataType.BFLOAT16), DataType.FLOAT);
    }

    private String cast(String of, DataType type) {
      return graph.node("Cast", next(), List.of(of), GraphWriter.attribute("to", type.getNumber()));
    }

    private String step(String operator, String... inputs) {
      return graph.node(operator, next(), List.of(inputs));
    }

    private String constant(float value) {
      return graph.constant(next() + ".constant", new float[] {value});
    }

    private String next() {
      count++;
      return name + ".step" + count;
    }
  }
}
