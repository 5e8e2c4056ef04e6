package io.quarry.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Collects the nodes and constants of one ONNX graph. Every method returns a tensor's name. */
final class GraphWriter {
  private final GraphProto.Builder graph = GraphProto.newBuilder();

  GraphWriter(String name) {
    graph.setName(name);
  }

  GraphProto graph() {
    return graph.build();
  }

  /** The name of the axis over images, whose length is open. */
  static final String BATCH_AXIS = "N";

  String input(String name, long... imageShape) {
    graph.addInput(floats(name, imageShape));
    return name;
  }

  String output(String name, long... imageShape) {
    graph.addOutput(floats(name, imageShape));
    return name;
  }

  /** Adds a node with one output; the node is named after it. */
  String node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
    NodeProto.Builder node =
        NodeProto.newBuilder().setName(output).setOpType(operator).addOutput(output);
    inputs.forEach(node::addInput);
    for (AttributeProto attribute : attributes) {
      node.addAttribute(attribute);
    }
    graph.addNode(node);
    return output;
  }

  String constant(String name, float[] values, long... shape) {
    ByteBuffer raw =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return constant(name, DataType.FLOAT, raw.array(), shape);
  }

  String constant(String name, int[] values, long... shape) {
    ByteBuffer raw =
        ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asIntBuffer().put(values);
    return constant(name, DataType.INT32, raw.array(), shape);
  }

  /** A constant vector of 64-bit integers, such as lengths. */
  String constant(String name, long[] values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(values);
    return constant(name, DataType.INT64, raw.array(), values.length);
  }

  /** A constant of 8-bit codes, {@link DataType#INT8} or {@link DataType#UINT8}. */
  String constant(String name, DataType type, byte[] raw, long... shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(raw));
    for (long length : shape) {
      tensor.addDims(length);
    }
    graph.addInitializer(tensor);
    return name;
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto attribute(String name, List<Long> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.INTS)
        .addAllInts(values)
        .build();
  }

  private static ValueInfoProto floats(String name, long... imageShape) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam(BATCH_AXIS);
    for (long length : imageShape) {
      shape.addDimBuilder().setDimValue(length);
    }
    TypeProto.Tensor type =
        TypeProto.Tensor.newBuilder()
            .setElemType(DataType.FLOAT.getNumber())
            .setShape(shape)
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }
}
