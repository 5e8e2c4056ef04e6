package io.quarry.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
  /** The format's own limit for the header. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private static final String METADATA = "__metadata__";
  private static final ObjectMapper JSON = new ObjectMapper();

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
      JsonNode header = JSON.readTree(exactly(data, Math.toIntExact(length)));
      return readBody(header, data);
    } catch (JsonProcessingException e) {
      throw new MalformedException("its header is no JSON: " + e.getOriginalMessage());
    } catch (EOFException e) {
      throw new MalformedException("it ends too early");
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
    List<Integer> shape = new ArrayList<>();
    long elements = 1;
    for (JsonNode dim : node.path("shape")) {
      shape.add(dim.asInt());
      elements = Math.multiplyExact(elements, dim.asLong());
    }
    long from = node.path("data_offsets").path(0).asLong(-1);
    long to = node.path("data_offsets").path(1).asLong(-1);
    boolean fits = elements >= 0 && elements <= Integer.MAX_VALUE / Float.BYTES;
    if (!node.path("dtype").asText().equals("F32")
        || !fits
        || from != offset
        || to != from + elements * Float.BYTES) {
      throw new MalformedException("its tensor %s is described by %s".formatted(name, node));
    }
    byte[] bytes = exactly(data, Math.toIntExact(elements * Float.BYTES));
    float[] values = new float[Math.toIntExact(elements)];
    littleEndian(bytes).asFloatBuffer().get(values);
    return new Tensor(shape, values);
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
