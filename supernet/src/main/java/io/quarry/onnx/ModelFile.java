package io.quarry.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.quarry.arch.Shape;
import io.quarry.problem.InputException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A model that was written for good: a graph as it was scored, and its {@link ModelCard}. */
public final class ModelFile {
  private static final String GRAPH = ModelCard.PREFIX + "graph-sha256";

  private final byte[] bytes;
  private final ModelCard card;
  private final String cardedGraphHash;
  private final String graphHash;

  private ModelFile(byte[] bytes, ModelCard card, String cardedGraphHash, String graphHash) {
    this.bytes = bytes;
    this.card = card;
    this.cardedGraphHash = cardedGraphHash;
    this.graphHash = graphHash;
  }

  /**
   * A model with a card in place of whatever it said of itself. Its graph stays the same to the
   * byte. Equal arguments give equal bytes.
   *
   * @param model as {@link ModelWriter} serialized it
   */
  public static ModelFile of(byte[] model, ModelCard card) {
    try {
      ModelProto.Builder with = ModelProto.parseFrom(model).toBuilder().clearMetadataProps();
      String hash = hash(with.getGraph());
      SortedMap<String, String> properties = card.properties();
      properties.put(GRAPH, hash);
      properties.forEach(
          (name, value) ->
              with.addMetadataProps(
                  StringStringEntryProto.newBuilder().setKey(name).setValue(value)));
      with.setProducerVersion(card.producerVersion());
      return new ModelFile(with.build().toByteArray(), card, hash, hash);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("These bytes are no ONNX model", e);
    }
  }

  /**
   * Reads a file. Whether its graph is the one that was scored is for {@link #graphHash} to tell;
   * whether a runtime takes it, for {@link InferenceSession}.
   *
   * @param origin what messages call it
   * @throws InputException when it is no ONNX model, one without a card, or one that would reach
   *     out of its file or for more memory than its bytes tell
   */
  public static ModelFile read(byte[] bytes, String origin) {
    ModelProto model;
    try {
      model = ModelProto.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new InputException(
          "%s is not an ONNX model: %s".formatted(origin, e.getMessage()),
          "it was cut off, or another file is meant.",
          e);
    }
    ModelBounds.require(model, origin);
    Map<String, String> properties = new TreeMap<>();
    model.getMetadataPropsList().forEach(p -> properties.put(p.getKey(), p.getValue()));
    if (properties.keySet().stream().noneMatch(name -> name.startsWith(ModelCard.PREFIX))) {
      throw new InputException(
          "%s does not say that it is a model of Quarry's: it has no properties %s…"
              .formatted(origin, ModelCard.PREFIX),
          "another file is meant; models come from quarry search and quarry export.");
    }
    ModelCard card = ModelCard.of(properties, origin);
    requireSameShapes(model.getGraph(), card, origin);
    String carded = properties.getOrDefault(GRAPH, "");
    return new ModelFile(bytes, card, carded, hash(model.getGraph()));
  }

  /** What it says of itself. */
  public ModelCard card() {
    return card;
  }

  /** The file's content; not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  /** SHA-256 of its graph, weights included, 64 hexadecimal digits. */
  public String graphHash() {
    return graphHash;
  }

  /** {@link #graphHash} as it was when the card was written; empty where the card does not say. */
  public String cardedGraphHash() {
    return cardedGraphHash;
  }

  /** A card of other images or classes would lead whoever runs the model astray. */
  private static void requireSameShapes(GraphProto graph, ModelCard card, String origin) {
    Shape input = card.input();
    String carded =
        "%s [%d, %d, %d], %s [%d]"
            .formatted(
                ModelWriter.INPUT,
                input.channels(),
                input.height(),
                input.width(),
                ModelWriter.OUTPUT,
                card.classes());
    String found =
        Stream.concat(graph.getInputList().stream(), graph.getOutputList().stream())
            .map(tensor -> "%s %s".formatted(tensor.getName(), imageShape(tensor)))
            .collect(Collectors.joining(", "));
    if (!found.equals(carded)) {
      throw new InputException(
          "%s has the inputs and outputs %s, but its card says %s".formatted(origin, found, carded),
          "the file was changed after it was written.");
    }
  }

  /** The lengths of a tensor's axes but the first, that over images. */
  private static List<Long> imageShape(ValueInfoProto tensor) {
    return tensor.getType().getTensorType().getShape().getDimList().stream()
        .skip(1)
        .map(TensorShapeProto.Dimension::getDimValue)
        .toList();
  }

  private static String hash(GraphProto graph) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(graph.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
