package io.quarry.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import com.google.protobuf.InvalidProtocolBufferException;
import io.quarry.onnx.LayerRun.Arithmetic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The operators that ONNX Runtime really runs of a model of {@link ModelWriter}, after its own
 * optimizations on this machine: which layers compute in integers, and which fell back to floats.
 *
 * <p>The runtime tells through a file; it is temporary. Costs a session and some milliseconds more,
 * so it is looked at when asked for and never in scoring.
 *
 * @param operators in an order in which they can run
 * @param layers in the order of the model
 */
public record RuntimeGraph(List<RuntimeOperator> operators, List<LayerRun> layers) {
  private static final Set<String> LAYER_TYPES = Set.of("Conv", "Gemm");

  /**
   * Operators that make numbers of codes. Where a model casts anything else, an operator follows
   * behind which nothing counts as codes.
   */
  private static final Set<String> OF_CODES = Set.of("DequantizeLinear", "Cast");

  /** Operators behind which numbers of codes are still such: alone, or with a constant. */
  private static final Set<String> PASSING = Set.of("Flatten", "Sub", "Mul");

  private static final String WEIGHT_SUFFIX = ".weight";

  public RuntimeGraph {
    operators = List.copyOf(operators);
    layers = List.copyOf(layers);
  }

  /**
   * The graph of a model as {@link InferenceSession#open} runs it.
   *
   * @param model as {@link ModelWriter} serialized it
   * @throws InferenceException when the runtime refuses the model
   */
  public static RuntimeGraph of(byte[] model) {
    try (OptimizedModelFile file = OptimizedModelFile.create();
        SessionOptions options = InferenceSession.options(1)) {
      options.setOptimizedModelFilePath(file.path().toString());
      InferenceSession.open(model, options).close();
      return read(model, file.path());
    } catch (OrtException e) {
      throw new InferenceException("ONNX Runtime did not open the model", e);
    }
  }

  /**
   * Puts a model beside what the runtime made of it.
   *
   * @param model as it was written
   * @param optimized the file that the runtime wrote
   */
  static RuntimeGraph read(byte[] model, Path optimized) {
    try {
      GraphProto written = ModelProto.parseFrom(model).getGraph();
      GraphProto runs = ModelProto.parseFrom(Files.readAllBytes(optimized)).getGraph();
      List<RuntimeOperator> operators =
          runs.getNodeList().stream().map(RuntimeOperator::of).toList();
      return new RuntimeGraph(operators, layers(written, operators));
    } catch (InvalidProtocolBufferException e) {
      throw new InferenceException("The model is not ONNX", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The layers that were written in integers and run in floats; empty where all is well. */
  public List<LayerRun> fallenBack() {
    return layers.stream().filter(LayerRun::fellBack).toList();
  }

  /** How many layers were written in integers. */
  public long integerLayers() {
    return layers.stream().filter(layer -> layer.written() == Arithmetic.INTEGER).count();
  }

  /** How often each type of operator runs, in the order of names. */
  public Map<String, Long> counts() {
    return operators.stream()
        .collect(Collectors.groupingBy(RuntimeOperator::type, TreeMap::new, Collectors.counting()));
  }

  private static List<LayerRun> layers(GraphProto written, List<RuntimeOperator> operators) {
    Map<String, RuntimeOperator> running = new HashMap<>();
    for (RuntimeOperator operator : operators) {
      if (operator.isIntegerLayer() || operator.isFloatLayer()) {
        running.put(operator.writtenName(), operator);
      }
    }
    Set<String> numbersOfCodes = numbersOfCodes(written);
    List<LayerRun> layers = new ArrayList<>();
    for (NodeProto node : written.getNodeList()) {
      if (LAYER_TYPES.contains(node.getOpType())) {
        layers.add(layer(node, numbersOfCodes, running));
      }
    }
    return layers;
  }

  /** Tensors that hold the numbers of codes. */
  private static Set<String> numbersOfCodes(GraphProto written) {
    Set<String> constants =
        written.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    Set<String> names = new HashSet<>();
    for (NodeProto node : written.getNodeList()) {
      boolean passes =
          PASSING.contains(node.getOpType())
              && names.contains(node.getInput(0))
              && constants.containsAll(node.getInputList().subList(1, node.getInputCount()));
      if (OF_CODES.contains(node.getOpType()) || passes) {
        names.add(node.getOutput(0));
      }
    }
    return names;
  }

  private static LayerRun layer(
      NodeProto node, Set<String> numbersOfCodes, Map<String, RuntimeOperator> running) {
    RuntimeOperator operator = running.get(RuntimeOperator.writtenName(node.getName()));
    if (operator == null) {
      throw new IllegalStateException(
          "The runtime's graph has no operator for node %s".formatted(node.getName()));
    }
    String weight = node.getInput(1);
    boolean integers = numbersOfCodes.contains(node.getInput(0)) && numbersOfCodes.contains(weight);
    return new LayerRun(
        weight.endsWith(WEIGHT_SUFFIX)
            ? weight.substring(0, weight.length() - WEIGHT_SUFFIX.length())
            : node.getName(),
        integers ? Arithmetic.INTEGER : Arithmetic.FLOAT,
        operator.isIntegerLayer() ? Arithmetic.INTEGER : Arithmetic.FLOAT,
        operator.type());
  }
}
