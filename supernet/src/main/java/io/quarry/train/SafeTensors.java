package io.quarry.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The safetensors file format, for 32-bit floats: eight bytes of header length, a JSON header with
 * text metadata and each tensor's type, shape and place, then the tensors' little-endian bytes
 * (huggingface/safetensors, format description in its README).
 */
final class SafeTensors {
  /**
   * A sixth of the format's own limit, and a hundred times what a supernet needs: as a tree, JSON
   * takes up to forty times its bytes.
   */
  private static final long MAX_HEADER_BYTES = 1 << 24;

  private static final int MAX_DIMENSIONS = 8;

  /** More of what a damaged header says of a tensor is not told. */
  private static final int SHOWN_CHARACTERS = 200;

  private static final String METADATA = "__metadata__";
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final SortedMap<String, String> metadata;
  private final Map<String, Tensor> tensors;

  SafeTensors(Map<String, String> metadata, Map<String, Tensor> tensors) {
    this.metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  SortedMap<String, String> metadata() {
    return metadata;
  }

  Map<String, Tensor> tensors() {
    return tensors;
  }

  /** Shape and values of one tensor, row-major. */
  static final class Tensor {
    private final List<Integer> shape;
    private final float[] values;

    Tensor(List<Integer> shape, float[] values) {
      this.shape = List.copyOf(shape);
      this.values = values;
    }

    List<Integer> shape() {
      return shape;
    }

    float[] values() {
      return values;
    }
  }

  /** Writes the file; the stream stays open. */
  void writeTo(OutputStream out) throws IOException {
    byte[] header = header();
    byte[] length = new byte[Long.BYTES];
    littleEndian(length).putLong(header.length);
    out.write(length);
    out.write(header);
    for (Tensor tensor : tensors.values()) {
      out.write(bytesOf(tensor.values));
    }
  }

  /**
   * Reads a file to its end.
   *
   * @throws MalformedException when it is no safetensors file of 32-bit floats, or is cut short
   */
  static SafeTensors readFrom(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    try {
      long length = littleEndian(exactly(data, Long.BYTES)).getLong();
      if (length < 2 || length > MAX_HEADER_BYTES) {
        throw new MalformedException("its header claims %d bytes".formatted(length));
      }
      return readBody(json(exactly(data, Math.toIntExact(length))), data);
    } catch (EOFException e) {
      throw new MalformedException("it ends too early");
    }
  }

  /** Memory does not fail: whatever goes wrong here is the text's fault. */
  private static JsonNode json(byte[] header) throws MalformedException {
    try {
      return JSON.readTree(header);
    } catch (JsonProcessingException e) {
      throw new MalformedException("its header is no JSON: " + shown(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new MalformedException("its header is no text: " + e.getMessage());
    }
  }

  private byte[] header() throws JsonProcessingException {
    ObjectNode header = JSON.createObjectNode();
    ObjectNode texts = header.putObject(METADATA);
    metadata.forEach(texts::put);
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      ObjectNode tensor = header.putObject(entry.getKey());
      tensor.put("dtype", "F32");
      ArrayNode shape = tensor.putArray("shape");
      entry.getValue().shape.forEach(shape::add);
      ArrayNode offsets = tensor.putArray("data_offsets");
      offsets.add(offset);
      offset += (long) entry.getValue().values.length * Float.BYTES;
      offsets.add(offset);
    }
    byte[] json = JSON.writeValueAsBytes(header);
    // The format asks for tensors that start at a multiple of 8; spaces fill the header.
    byte[] padded = new byte[(json.length + 7) / 8 * 8];
    Arrays.fill(padded, (byte) ' ');
    System.arraycopy(json, 0, padded, 0, json.length);
    return padded;
  }

  private static SafeTensors readBody(JsonNode header, DataInputStream data) throws IOException {
    if (!header.isObject()) {
      throw new MalformedException("its header is no JSON object");
    }
    Map<String, String> metadata = new TreeMap<>();
    List<Map.Entry<String, JsonNode>> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (field.getKey().equals(METADATA)) {
        field.getValue().properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
      } else {
        entries.add(field);
      }
    }
    entries.sort(Comparator.comparingLong(e -> e.getValue().path("data_offsets").path(0).asLong()));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long offset = 0;
    for (Map.Entry<String, JsonNode> entry : entries) {
      Tensor tensor = readTensor(entry.getKey(), entry.getValue(), offset, data);
      offset += (long) tensor.values.length * Float.BYTES;
      tensors.put(entry.getKey(), tensor);
    }
    if (data.read() != -1) {
      throw new MalformedException("bytes follow its last tensor");
    }
    return new SafeTensors(metadata, tensors);
  }

  private static Tensor readTensor(String name, JsonNode node, long offset, DataInputStream data)
      throws IOException {
    List<Integer> shape = shape(node.path("shape"));
    long elements = elements(shape);
    long from = node.path("data_offsets").path(0).asLong(-1);
    long to = node.path("data_offsets").path(1).asLong(-1);
    if (!node.path("dtype").asText().equals("F32")
        || elements < 1
        || from != offset
        || to != from + elements * Float.BYTES) {
      throw new MalformedException(
          "its tensor %s is described by %s".formatted(shown(name), shown(node.toString())));
    }
    byte[] bytes = exactly(data, Math.toIntExact(elements * Float.BYTES));
    float[] values = new float[Math.toIntExact(elements)];
    littleEndian(bytes).asFloatBuffer().get(values);
    return new Tensor(shape, values);
  }

  /** The dimensions of a tensor; none where they are not positive numbers, or too many. */
  private static List<Integer> shape(JsonNode node) {
    List<Integer> shape = new ArrayList<>();
    for (JsonNode dim : node) {
      if (!dim.canConvertToExactIntegral() || !dim.canConvertToInt() || dim.asInt() < 1) {
        return List.of();
      }
      shape.add(dim.asInt());
    }
    return shape.size() > MAX_DIMENSIONS ? List.of() : shape;
  }

  /** How many numbers a shape holds; 0 where it is none, or where they are more than an array. */
  private static long elements(List<Integer> shape) {
    long elements = shape.isEmpty() ? 0 : 1;
    for (int dim : shape) {
      elements *= dim;
      if (elements > Integer.MAX_VALUE / Float.BYTES) {
        return 0;
      }
    }
    return elements;
  }

  private static String shown(String text) {
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + " …";
  }

  /** Reads in pieces, so that a false length in a short file costs no memory. */
  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  static byte[] bytesOf(float[] values) {
    byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
    littleEndian(bytes).asFloatBuffer().put(values);
    return bytes;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A file that is not what it should be; the message continues the sentence "… is damaged:". */
  static final class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message);
    }
  }
}
