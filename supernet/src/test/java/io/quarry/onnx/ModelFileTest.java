package io.quarry.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.quarry.arch.BlockType;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.arch.Shape;
import io.quarry.data.Task.Normalization;
import io.quarry.net.FoldedNetwork;
import io.quarry.outcome.TimedOn;
import io.quarry.problem.InputException;
import io.quarry.quantize.Granularity;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.MinMax;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import io.quarry.quantize.QuantizedNetwork;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ModelFileTest {
  private static final Shape INPUT = new Shape(8, 6, 3);
  private static final Network NETWORK =
      RandomNetworks.network(INPUT, 4, List.of(BlockType.INVERTED));
  private static final Candidate CANDIDATE = candidate();
  private static final Policy POLICY = policy();
  private static final byte[] SCORED = scored();

  @Test
  void theGraphIsTheScoredOneToTheByte() throws Exception {
    ModelFile file = ModelFile.of(SCORED, card());

    ModelProto before = ModelProto.parseFrom(SCORED);
    ModelProto after = ModelProto.parseFrom(file.bytes());
    byte[] graph = before.getGraph().toByteArray();
    assertThat(after.getGraph().toByteArray()).isEqualTo(graph);
    assertThat(text(file.bytes())).contains(text(graph));
    assertThat(text(SCORED)).contains(text(graph));
    assertThat(after.getIrVersion()).isEqualTo(8);
    assertThat(after.getOpsetImportList())
        .hasSize(1)
        .allMatch(set -> set.getDomain().isEmpty() && set.getVersion() == 17);
    assertThat(after.getProducerName()).isEqualTo("quarry");
    assertThat(after.getProducerVersion()).isEqualTo("0.2.0+bcd");
    assertThat(file.graphHash()).isEqualTo(file.cardedGraphHash()).hasSize(64);
  }

  @Test
  void everyPropertyHasItsName() throws Exception {
    assertThat(properties(ModelFile.of(SCORED, card()).bytes()))
        .containsEntry("quarry.key", CANDIDATE.key())
        .containsEntry("quarry.candidate", CANDIDATE.text())
        .containsEntry("quarry.architecture", "stage1.depth=1")
        .containsEntry("quarry.policy", POLICY.text())
        .containsEntry("quarry.lowering", "float32=exact;int4=exact;uint8=exact")
        .containsEntry("quarry.measured.top1_error_percent", "12.345678901234567")
        .containsEntry("quarry.measured.size_bytes", "103648")
        .containsEntry("quarry.measured.test_top1_error_percent", "0")
        .containsEntry("quarry.supernet", "ab12")
        .containsEntry("quarry.run", "glyphs-1a2b3c4d")
        .containsEntry("quarry.code-version", "0.1.0+abc")
        .containsEntry("quarry.producer-version", "0.2.0+bcd")
        .containsEntry(
            "quarry.input",
            "images: float32 [N, 3, 8, 6], NCHW, (pixel / 255 - mean) / deviation by channel")
        .containsEntry("quarry.output", "logits: float32 [N, 10]")
        .containsEntry("quarry.normalization.mean", "0.1,0.2,0.3")
        .containsEntry("quarry.normalization.deviation", "0.5,0.25,0.33333334")
        .containsEntry("quarry.classes", "10")
        .containsEntry("quarry.data", "{\"data\":{},\"seed\":1}")
        .containsEntry("quarry.data-sha256", "cd34")
        .containsKey("quarry.graph-sha256")
        .containsEntry("quarry.latency.host-class", "edge")
        .containsEntry("quarry.latency.host", "host")
        .containsEntry("quarry.latency.cpu", "cpu")
        .containsEntry("quarry.latency.runtime", "runtime 1")
        .containsEntry("quarry.latency.batch", "1")
        .containsEntry("quarry.latency.threads", "2")
        .containsEntry("quarry.latency.load", "0.25")
        .containsEntry("quarry.latency.timed-at", "1970-01-01T00:01:00Z")
        .hasSize(28);
  }

  @Test
  void whatWasWrittenIsReadAndWrittenAlike() {
    ModelFile written = ModelFile.of(SCORED, card());

    ModelFile read = ModelFile.read(written.bytes(), "m.onnx");

    assertThat(read.card()).isEqualTo(card());
    assertThat(ModelFile.of(SCORED, read.card()).bytes()).isEqualTo(written.bytes());
    assertThat(ModelFile.of(written.bytes(), card()).bytes()).isEqualTo(written.bytes());
  }

  @Test
  void aGraphThatWasChangedHasAnotherHashThanTheCardSays() throws Exception {
    ModelProto.Builder model =
        ModelProto.parseFrom(ModelFile.of(SCORED, card()).bytes()).toBuilder();
    ByteString raw = model.getGraph().getInitializer(0).getRawData();
    byte[] bytes = raw.toByteArray();
    bytes[0] ^= 1;
    model.getGraphBuilder().getInitializerBuilder(0).setRawData(ByteString.copyFrom(bytes));

    ModelFile changed = ModelFile.read(model.build().toByteArray(), "m.onnx");

    assertThat(changed.graphHash()).isNotEqualTo(changed.cardedGraphHash());
  }

  @Test
  void filesThatAreNoneAreRefusedByName() {
    byte[] whole = ModelFile.of(SCORED, card()).bytes();
    assertThatThrownBy(() -> ModelFile.read(Arrays.copyOf(whole, whole.length / 2), "half.onnx"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("half.onnx is not an ONNX model: ")
        .hasMessageContaining("Maybe it was cut off");
    assertThatThrownBy(() -> ModelFile.read(new byte[0], "empty.onnx"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("empty.onnx does not say that it is a model of Quarry's");
    assertThatThrownBy(() -> ModelFile.read(SCORED, "scored.onnx"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Model scored.onnx has no property quarry.policy");
  }

  @Test
  void propertiesThatCannotBeAreNamed() throws Exception {
    assertWrong("quarry.key", "0123", "the candidate's key is " + CANDIDATE.key());
    assertWrong("quarry.measured.size_bytes", "many", "a number is wanted");
    assertWrong("quarry.classes", "1e1", "a whole number is wanted");
    assertWrong("quarry.input", "images", "a shape [N, C, H, W] is wanted");
    assertWrong("quarry.normalization.deviation", "1,0,1", "are not positive");
    assertWrong("quarry.measured.size_bytes", "NaN", "a finite number is wanted");
    assertWrong("quarry.measured.size_bytes", "1e999", "a finite number is wanted");
    assertWrong("quarry.classes", "-3", "a number in [1, 65536] is wanted");
    assertWrong("quarry.latency.batch", "2000000000", "a number in [1, 4096] is wanted");
    assertWrong("quarry.latency.threads", "0", "a number in [1, 1024] is wanted");
    assertWrong("quarry.input", "[N, 0, 8, 6]", "a shape [N, C, H, W] is wanted");
  }

  @Test
  void aCardOfOtherImagesIsRefused() throws Exception {
    ModelProto.Builder model =
        ModelProto.parseFrom(ModelFile.of(SCORED, card()).bytes()).toBuilder();
    model.getGraphBuilder().getInputBuilder(0).setName("pictures");
    assertThatThrownBy(() -> ModelFile.read(model.build().toByteArray(), "m.onnx"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "m.onnx has the inputs and outputs pictures [3, 8, 6], logits [10], but its card says"
                + " images [3, 8, 6], logits [10]");
  }

  @Test
  void aCardThatWouldSteerATerminalIsRefused() throws Exception {
    ModelProto.Builder model = model();
    model.addMetadataPropsBuilder().setKey("quarry.run").setValue("a\u001b[2J");
    assertRefused(model, "Model m.onnx has control characters in its property quarry.run");
    model = model();
    model.addMetadataPropsBuilder().setKey("quarry.measured.\u001b[2J").setValue("1");
    assertRefused(model, "Model m.onnx tells of a measurement that has no such name");
  }

  @Test
  void aModelThatReachesOutOfItsFileIsRefused() throws Exception {
    ModelProto.Builder model = model();
    model
        .getGraphBuilder()
        .getInitializerBuilder(0)
        .clearRawData()
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(
            StringStringEntryProto.newBuilder().setKey("location").setValue("../../etc/passwd"));
    assertRefused(model, "in another file");
  }

  @Test
  void aModelOfOtherOperatorsIsRefused() throws Exception {
    ModelProto.Builder model = model();
    model.getGraphBuilder().addNodeBuilder().setOpType("ConstantOfShape").addOutput("x");
    assertRefused(model, "an operator :ConstantOfShape");
    model = model();
    model.getGraphBuilder().addNodeBuilder().setOpType("Add").setDomain("com.evil").addOutput("x");
    assertRefused(model, "an operator com.evil:Add");
    model = model();
    model
        .getGraphBuilder()
        .addNodeBuilder()
        .setOpType("Gather")
        .addInput("images")
        .addInput("i")
        .addOutput("x");
    assertRefused(model, "an operator Gather of [images, i]");
    model = model();
    model.addFunctionsBuilder().setName("f");
    assertRefused(model, "functions, training or sparse weights");
  }

  @Test
  void aModelThatAsksForMoreMemoryThanItsBytesTellIsRefused() throws Exception {
    for (long length : new long[] {1L << 40, -1, 0, 7}) {
      ModelProto.Builder model = model();
      model.getGraphBuilder().getInitializerBuilder(0).setDims(0, length);
      assertRefused(model, "m.onnx holds what no model of Quarry's does: a tensor ");
    }
    for (long pad : new long[] {1L << 40, 257, -300}) {
      ModelProto.Builder model = model();
      NodeProto.Builder node = model.getGraphBuilder().addNodeBuilder().setOpType("Conv");
      node.addAttributeBuilder().setName("pads").setType(AttributeType.INTS).addInts(pad);
      assertRefused(model, "an attribute pads of Conv");
      model = model();
      model
          .getGraphBuilder()
          .addInitializer(
              TensorProto.newBuilder()
                  .setName("far")
                  .setDataType(TensorProto.DataType.INT64.getNumber())
                  .addDims(1)
                  .setRawData(
                      ByteString.copyFrom(
                          ByteBuffer.allocate(8)
                              .order(ByteOrder.LITTLE_ENDIAN)
                              .putLong(pad)
                              .array())));
      assertRefused(model, "a length %d in far".formatted(pad));
    }
  }

  @Test
  void aModelNestedTooDeeplyIsRefused() throws Exception {
    byte[] nested = new byte[0];
    for (int depth = 0; depth < 200; depth++) {
      // A node with an attribute that is a graph, again and again.
      nested =
          NodeProto.newBuilder()
              .setOpType("If")
              .addAttribute(
                  AttributeProto.newBuilder()
                      .setUnknownFields(
                          UnknownFieldSet.newBuilder()
                              .addField(
                                  AttributeProto.G_FIELD_NUMBER,
                                  field(GraphProto.NODE_FIELD_NUMBER, nested))
                              .build()))
              .build()
              .toByteArray();
    }
    byte[] bytes =
        ModelProto.newBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        ModelProto.GRAPH_FIELD_NUMBER, field(GraphProto.NODE_FIELD_NUMBER, nested))
                    .build())
            .build()
            .toByteArray();
    assertThatThrownBy(() -> ModelFile.read(bytes, "m.onnx"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("m.onnx is not an ONNX model: ")
        .hasMessageContaining("too many levels of nesting");
  }

  /** A field that holds a message with one field, as bytes. */
  private static UnknownFieldSet.Field field(int number, byte[] value) {
    UnknownFieldSet inner =
        UnknownFieldSet.newBuilder()
            .addField(
                number,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFrom(value))
                    .build())
            .build();
    return UnknownFieldSet.Field.newBuilder().addLengthDelimited(inner.toByteString()).build();
  }

  private static ModelProto.Builder model() throws Exception {
    return ModelProto.parseFrom(ModelFile.of(SCORED, card()).bytes()).toBuilder();
  }

  private static void assertRefused(ModelProto.Builder model, String message) {
    assertThatThrownBy(() -> ModelFile.read(model.build().toByteArray(), "m.onnx"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("Maybe the file was changed after it was written.");
  }

  private static void assertWrong(String name, String value, String why) throws Exception {
    ModelProto model = ModelProto.parseFrom(ModelFile.of(SCORED, card()).bytes());
    Map<String, String> properties = properties(model.toByteArray());
    properties.put(name, value);
    ModelProto.Builder changed = model.toBuilder().clearMetadataProps();
    properties.forEach(
        (key, text) ->
            changed.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(text)));
    assertThatThrownBy(() -> ModelFile.read(changed.build().toByteArray(), "m.onnx"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "Model m.onnx has a property %s = %s that cannot be: ".formatted(name, value))
        .hasMessageContaining(why);
  }

  private static ModelCard card() {
    return new ModelCard(
        CANDIDATE,
        POLICY,
        new TreeMap<>(
            Map.of(
                "top1_error_percent",
                12.345678901234567,
                "size_bytes",
                103648.0,
                ModelCard.TEST_ERROR,
                0.0)),
        List.of(
            new TimedOn(
                "edge", "host", "cpu", "runtime 1", 1, 2, 0.25, Instant.EPOCH.plusSeconds(60))),
        "ab12",
        "glyphs-1a2b3c4d",
        "0.1.0+abc",
        "0.2.0+bcd",
        INPUT,
        new Normalization(List.of(0.1f, 0.2f, 0.3f), List.of(0.5f, 0.25f, 1 / 3f)),
        10,
        "{\"data\":{},\"seed\":1}",
        "cd34");
  }

  private static Policy policy() {
    TreeMap<String, LayerFormats> layers = new TreeMap<>();
    for (Layer layer : NETWORK.layers()) {
      layers.put(layer.name(), LayerFormats.parse(CANDIDATE.value(Policy.decision(layer.name()))));
    }
    return new Policy(layers);
  }

  private static Candidate candidate() {
    TreeMap<String, String> values = new TreeMap<>(Map.of("stage1.depth", "1"));
    for (Layer layer : NETWORK.layers()) {
      values.put(
          Policy.decision(layer.name()), values.size() == 1 ? "float32/float32" : "int4/uint8");
    }
    return Candidate.of(values);
  }

  private static byte[] scored() {
    FoldedNetwork folded = RandomNetworks.folded(NETWORK, new Seeds(1).generator());
    float[][] images = RandomNetworks.images(INPUT, 10, new Seeds(2).generator());
    PolicySettings settings =
        new PolicySettings(
            List.of("int8"), "free", "free", Granularity.CHANNEL, new MinMax(), new MinMax());
    return ModelWriter.bytes(
        QuantizedNetwork.of(RandomNetworks.calibration(folded, images), POLICY, settings),
        Map.of("quarry.key", CANDIDATE.key(), "quarry.candidate", CANDIDATE.text()));
  }

  private static Map<String, String> properties(byte[] model) throws Exception {
    return ModelProto.parseFrom(model).getMetadataPropsList().stream()
        .collect(
            Collectors.toMap(
                StringStringEntryProto::getKey,
                StringStringEntryProto::getValue,
                (a, b) -> a,
                TreeMap::new));
  }

  /** Bytes as text of as many characters, to look for some of them among others. */
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
