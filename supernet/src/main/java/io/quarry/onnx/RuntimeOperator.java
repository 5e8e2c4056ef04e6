package io.quarry.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One operator that ONNX Runtime runs of a model.
 *
 * @param type such as {@code QLinearConv}
 * @param domain of the operator set; empty for ONNX's own
 * @param name of the operator in the optimized graph
 * @param inputs names of what it reads; an input that is left out is an empty name
 * @param outputs names of what it makes
 */
public record RuntimeOperator(
    String type, String domain, String name, List<String> inputs, List<String> outputs) {

  /** Operators with weights that sum products of codes in int32. */
  private static final Set<String> INTEGER =
      Set.of("QLinearConv", "ConvInteger", "QGemm", "QLinearMatMul", "MatMulInteger");

  /** Operators with weights that compute in floats. */
  private static final Set<String> FLOAT =
      Set.of("Conv", "FusedConv", "Gemm", "FusedGemm", "MatMul", "FusedMatMul");

  /**
   * What the runtime appends to the name of a node that it rewrites, behind what the writer appends
   * to that of a layer whose ReLU follows: a fused ReLU may have given the operator its own name.
   */
  private static final Pattern REWRITTEN =
      Pattern.compile("(" + Pattern.quote(ModelWriter.LINEAR_SUFFIX) + ")?(_nchwc|_token_\\d+)*$");

  public RuntimeOperator {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  static RuntimeOperator of(NodeProto node) {
    return new RuntimeOperator(
        node.getOpType(),
        node.getDomain(),
        node.getName(),
        node.getInputList(),
        node.getOutputList());
  }

  /** Whether it is a layer's product and sum in integers. */
  public boolean isIntegerLayer() {
    return INTEGER.contains(type);
  }

  /** Whether it is a layer's product and sum in floats. */
  public boolean isFloatLayer() {
    return FLOAT.contains(type);
  }

  /** What it is called in the model, where the runtime did not invent it. */
  String writtenName() {
    return writtenName(name);
  }

  /** The part of a name that neither a ReLU nor the runtime changes. */
  static String writtenName(String name) {
    return REWRITTEN.matcher(name).replaceFirst("");
  }
}
