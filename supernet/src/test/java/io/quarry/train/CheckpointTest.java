package io.quarry.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckpointTest {
  private static final Checkpoint CHECKPOINT =
      new Checkpoint(
          new Checkpoint.Header("identity", "space", "recipe", 3, 10),
          Map.of(
              "a.weight", new Checkpoint.Tensor(List.of(2, 2), new float[] {1, -2.5f, 0, 4e-20f}),
              "b.bias", new Checkpoint.Tensor(List.of(1), new float[] {Float.MAX_VALUE})),
          Map.of("b.bias", new Checkpoint.Tensor(List.of(1), new float[] {7})));

  @Test
  void readsBackWhatItWrote() throws IOException {
    Checkpoint read = Checkpoint.of(CHECKPOINT.toBytes(), "x");
    assertThat(read.header()).isEqualTo(CHECKPOINT.header());
    assertThat(read.header().complete()).isFalse();
    assertThat(read.hash()).isEqualTo(CHECKPOINT.hash());
    assertThat(read.parameters().keySet()).containsExactly("a.weight", "b.bias");
    assertThat(read.parameters().get("a.weight").dims()).containsExactly(2, 2);
    assertThat(read.parameters().get("a.weight").values()).containsExactly(1, -2.5f, 0, 4e-20f);
    assertThat(read.momentum().get("b.bias").values()).containsExactly(7);
  }

  @Test
  void isASafetensorsFile() {
    byte[] bytes = CHECKPOINT.toBytes();
    int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header = new String(bytes, 8, length, StandardCharsets.UTF_8);
    assertThat(length % 8).isZero();
    assertThat(header)
        .contains("\"a.weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}")
        .contains("\"identity\":\"identity\"");
    assertThat(bytes).hasSize(8 + length + 6 * Float.BYTES);
  }

  @Test
  void refusesAFileWhoseValuesChanged() {
    byte[] bytes = CHECKPOINT.toBytes();
    bytes[bytes.length - 1] ^= 1;
    assertThatThrownBy(() -> Checkpoint.of(bytes, "x.safetensors"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Checkpoint x.safetensors is damaged: its content has the hash ")
        .hasMessageContaining("Maybe delete it, and it is trained again.");
  }

  @Test
  void refusesAFileCutShortAtAnyByte() {
    byte[] bytes = CHECKPOINT.toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Checkpoint.of(cut, "x"))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("Checkpoint x is damaged: it ends too early");
    }
  }

  @Test
  void refusesAForeignFile() {
    byte[] bytes = "not a checkpoint at all".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Checkpoint.of(bytes, "x"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Checkpoint x is damaged: its header claims ");
  }

  @Test
  void refusesAHeaderOfDamageOrHarm() {
    assertDamaged(header("{\"a\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}"), "no JSON");
    assertDamaged(header("{\"a\":{},\"a\":{}}"), "Duplicate field 'a'");
    assertDamaged(header("[1, 2]"), "its header is no JSON object");
    assertDamaged(new byte[] {4, 0, 0, 0, 0, 0, 0, 0, -1, -2, -3, -4}, "its header is no");
    for (long length : new long[] {-1, 0, (1 << 24) + 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      byte[] bytes = new byte[64];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      assertDamaged(bytes, "its header claims %d bytes".formatted(length));
    }
    byte[] claims = new byte[16];
    ByteBuffer.wrap(claims).order(ByteOrder.LITTLE_ENDIAN).putLong(1 << 24);
    assertDamaged(claims, "it ends too early");
  }

  @Test
  void refusesTensorsThatCannotBe() {
    for (String shape :
        List.of(
            "[-2,-2]",
            "[0]",
            "[]",
            "[1.5]",
            "[4294967297]",
            "[65536,65536,65536,65536]",
            "[9223372036854775807,2]",
            "[1,1,1,1,1,1,1,1,1]",
            "\"4\"")) {
      String tensor = "{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[0,16]}".formatted(shape);
      assertDamaged(header("{\"t\":" + tensor + "}"), "its tensor t is described by " + tensor);
    }
    assertDamaged(tensor("F32", 2, 0, 1 << 30), "its tensor t is described by ");
    assertDamaged(tensor("F32", 1 << 28, 0, 1 << 30), "it ends too early");
    assertDamaged(tensor("F32", 4, -16, 0), "its tensor t is described by ");
    assertDamaged(tensor("F64", 4, 0, 16), "its tensor t is described by ");
    String long5 = "x".repeat(5_000);
    assertThatThrownBy(() -> Checkpoint.of(header("{\"%s\":{\"dtype\":1}}".formatted(long5)), "x"))
        .isInstanceOf(InputException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000));
  }

  @Test
  void refusesStepsThatCannotBe() {
    for (String step : List.of("-1", "99999999999", "1e2", "11", "")) {
      String text = new String(CHECKPOINT.toBytes(), StandardCharsets.ISO_8859_1);
      String changed = text.replace("\"step\":\"3\"", "\"step\":\"%s\"".formatted(step));
      int longer = changed.length() - text.length();
      byte[] bytes = changed.getBytes(StandardCharsets.ISO_8859_1);
      ByteBuffer length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      length.putLong(0, length.getLong(0) + longer);
      assertDamaged(bytes, step.equals("11") ? "it is at step 11 of 10" : "its step is " + step);
    }
  }

  private static byte[] tensor(String type, long length, long from, long to) {
    return header(
        "{\"t\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[%d,%d]}}"
            .formatted(type, length, from, to));
  }

  private static byte[] header(String json) {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + text.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    return file.putLong(text.length).put(text).array();
  }

  private static void assertDamaged(byte[] bytes, String message) {
    assertThatThrownBy(() -> Checkpoint.of(bytes, "x.safetensors"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Checkpoint x.safetensors is damaged: ")
        .hasMessageContaining(message);
  }
}
