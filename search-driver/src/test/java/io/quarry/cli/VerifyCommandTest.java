package io.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class VerifyCommandTest extends CliFixture {
  @Test
  void aModelThatAgreesIsShownFigureByFigure() {
    assertThat(run("verify", "good.onnx", "--data", "runs/r")).isZero();

    assertThat(out.toString().lines())
        .contains("model     good.onnx", "formats   int8/uint8 ×1: exact")
        .anyMatch(line -> line.matches(" *top1_error_percent .* 12.5 +12.5 +agrees"))
        .anyMatch(line -> line.matches(" *size_bytes +packed weight bytes +100 +as carded"))
        .anyMatch(line -> line.matches(" *file_bytes .* 2000 +not on the card"));
    assertThat(exports.calls()).containsExactly("verifier on runs/r", "verify good.onnx");
  }

  @Test
  void aModelThatDiffersHasAnExitCodeOfItsOwn() {
    assertThat(run("verify", "changed.onnx")).isEqualTo(4);

    assertThat(out.toString().lines())
        .anyMatch(line -> line.matches(" *top1_error_percent .* 12.5 +13 +differs"));
  }

  @Test
  void manyModelsGetALineEachAndAreCounted() {
    assertThat(run("verify", "good.onnx", "changed.onnx", "good.onnx")).isEqualTo(4);

    assertThat(out.toString().lines())
        .hasSize(4)
        .contains(
            "changed.onnx  differs  top1_error_percent 13, card 12.5; int8/uint8 ×1, exact",
            "2 of 3 models agree with their cards");
    assertThat(exports.calls()).hasSize(1 + 3);
  }

  @Test
  void amongManyModelsOneThatCannotBeVerifiedDoesNotStopTheRest() {
    assertThat(run("verify", "none.onnx", "good.onnx")).isEqualTo(2);

    assertThat(err.toString()).contains("quarry: no none.onnx");
    assertThat(out.toString().lines())
        .last()
        .isEqualTo("1 of 2 models agree with their cards, 1 cannot be verified");
    assertThat(run("verify", "none.onnx")).isEqualTo(2);
  }

  @Test
  void verificationsAreJsonForMachines() throws Exception {
    assertThat(run("verify", "good.onnx", "changed.onnx", "--json")).isEqualTo(4);

    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json).hasSize(2);
    assertThat(json.get(0).get("agrees").asBoolean()).isTrue();
    assertThat(json.get(0).get("policy").asText()).isEqualTo("a=int8/uint8");
    JsonNode error = json.get(1).get("figures").get(0);
    assertThat(error.get("name").asText()).isEqualTo("top1_error_percent");
    assertThat(error.get("card").asDouble()).isEqualTo(12.5);
    assertThat(error.get("found").asDouble()).isEqualTo(13);
    assertThat(error.get("verdict").asText()).isEqualTo("differs");
    assertThat(json.get(0).get("figures").get(1).has("found")).isFalse();
  }
}
