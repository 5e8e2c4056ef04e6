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
}
