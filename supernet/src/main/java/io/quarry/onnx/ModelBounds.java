package io.quarry.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.quarry.problem.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What a model of a stranger may hold before a runtime opens it: the operators that {@link
 * ModelWriter} writes, weights in the file itself, small attributes. So it names no other files,
 * has no loops, and takes no more memory than its weights and its images ask for.
 */
final class ModelBounds {
  private static final Set<String> OPERATORS =
      Set.of(
          "Abs",
          "Add",
          "Cast",
          "Clip",
          "Conv",
          "DequantizeLinear",
          "Div",
          "Flatten",
          "Gather",
          "Gemm",
          "GlobalAveragePool",
          "Max",
          "Mul",
          "Pad",
          "QuantizeLinear",
          "Relu",
          "Sign",
          "Sub");

  private static final Set<AttributeType> ATTRIBUTES =
      Set.of(AttributeType.INT, AttributeType.INTS);

  /** The attribute that counts channels; all others are lengths within an image, axes and flags. */
  private static final String GROUP = "group";

  private static final long MOST_CHANNELS = 1 << 16;
  private static final long LONGEST = 256;

  private static final Map<Integer, Integer> BYTES =
      Map.of(
          DataType.FLOAT.getNumber(),
          Float.BYTES,
          DataType.INT32.getNumber(),
          Integer.BYTES,
          DataType.INT64.getNumber(),
          Long.BYTES,
          DataType.INT8.getNumber(),
          Byte.BYTES,
          DataType.UINT8.getNumber(),
          Byte.BYTES);

  private ModelBounds() {}

  /**
   * Refuses a model that holds anything else.
   *
   * @param origin what messages call it
   */
  static void require(ModelProto model, String origin) {
    Stream<Optional<String>> problems =
        Stream.of(
                Stream.of(parts(model)),
                model.getGraph().getNodeList().stream().map(ModelBounds::node),
                Stream.of(tables(model.getGraph())),
                model.getGraph().getInitializerList().stream().map(ModelBounds::tensor))
            .flatMap(part -> part);
    problems
        .flatMap(Optional::stream)
        .findFirst()
        .ifPresent(
            problem -> {
              throw new InputException(
                  "%s holds what no model of Quarry's does: %s".formatted(origin, problem),
                  "the file was changed after it was written.");
            });
  }

  private static Optional<String> parts(ModelProto model) {
    boolean more =
        model.getFunctionsCount() > 0
            || model.getTrainingInfoCount() > 0
            || model.getGraph().getSparseInitializerCount() > 0;
    return more ? Optional.of("functions, training or sparse weights") : Optional.empty();
  }

  private static Optional<String> node(NodeProto node) {
    if (!node.getDomain().isEmpty() || !OPERATORS.contains(node.getOpType())) {
      return Optional.of("an operator " + shown(node.getDomain() + ":" + node.getOpType()));
    }
    return node.getAttributeList().stream()
        .filter(attribute -> !isSmall(attribute))
        .findFirst()
        .map(attribute -> "an attribute " + shown(attribute.getName()) + " of " + node.getOpType());
  }

  /** What is looked up in a vector of the file has no more elements than there are indices. */
  private static Optional<String> tables(GraphProto graph) {
    Set<String> vectors =
        graph.getInitializerList().stream()
            .filter(tensor -> tensor.getDimsCount() == 1)
            .map(TensorProto::getName)
            .collect(Collectors.toSet());
    return graph.getNodeList().stream()
        .filter(node -> node.getOpType().equals("Gather"))
        .filter(node -> node.getInputCount() != 2 || !vectors.contains(node.getInput(0)))
        .findFirst()
        .map(node -> "an operator Gather of " + shown(node.getInputList().toString()));
  }

  private static boolean isSmall(AttributeProto attribute) {
    long most = attribute.getName().equals(GROUP) ? MOST_CHANNELS : LONGEST;
    return ATTRIBUTES.contains(attribute.getType())
        && !attribute.hasG()
        && !attribute.hasT()
        && LongStream.concat(
                LongStream.of(attribute.getI()),
                attribute.getIntsList().stream().mapToLong(Long::longValue))
            .allMatch(value -> -most <= value && value <= most);
  }

  private static Optional<String> tensor(TensorProto tensor) {
    Integer bytes = BYTES.get(tensor.getDataType());
    boolean inside =
        tensor.getExternalDataCount() == 0
            && tensor.getDataLocation() == TensorProto.DataLocation.DEFAULT;
    if (inside && bytes != null && elements(tensor) == tensor.getRawData().size() / (long) bytes) {
      return lengths(tensor);
    }
    return Optional.of(
        "a tensor %s of type %d and shape %s, %s"
            .formatted(
                shown(tensor.getName()),
                tensor.getDataType(),
                shown(tensor.getDimsList().toString()),
                inside ? "of %d bytes".formatted(tensor.getRawData().size()) : "in another file"));
  }

  /** How many numbers a tensor claims to have; negative where that cannot be. */
  private static long elements(TensorProto tensor) {
    long elements = 1;
    for (long length : tensor.getDimsList()) {
      if (length < 1 || length > tensor.getRawData().size()) {
        return -1;
      }
      elements *= length;
      if (elements > tensor.getRawData().size()) {
        return -1;
      }
    }
    return elements;
  }

  /** Constants of 64 bits say how far an image is padded. */
  private static Optional<String> lengths(TensorProto tensor) {
    if (tensor.getDataType() != DataType.INT64.getNumber()) {
      return Optional.empty();
    }
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    while (raw.remaining() >= Long.BYTES) {
      long length = raw.getLong();
      if (length < 0 || length > LONGEST) {
        return Optional.of("a length %d in %s".formatted(length, shown(tensor.getName())));
      }
    }
    return Optional.empty();
  }

  private static String shown(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", "?");
    return printable.length() > 80 ? printable.substring(0, 80) + "…" : printable;
  }
}
