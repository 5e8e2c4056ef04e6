package io.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExportCommandTest extends CliFixture {
  @Test
  void exportPrintsWhatItWrote() {
    assertThat(run("export", "runs/r", "3368", "--out", "m.onnx")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            "m.onnx: 2000 file bytes, 100 packed weight bytes, int8/uint8 ×1: exact"
                + System.lineSeparator());
    assertThat(exports.calls()).containsExactly("export runs/r 3368 to m.onnx REFUSED");
  }

  @Test
  void exportTakesTheWholeFront() {
    assertThat(run("export", "runs/r", "--all-front", "--out", "d", "--force")).isZero();

    assertThat(out.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("d/"));
    assertThat(exports.calls()).containsExactly("export FRONT of runs/r to d ALLOWED");
  }

  @Test
  void exportWantsAKeyOrTheFrontAndARun() {
    assertThat(run("export", "runs/r")).isEqualTo(2);
    assertThat(run("export", "runs/r", "3368", "--all-front")).isEqualTo(2);
    assertThat(run("export")).isEqualTo(2);

    assertThat(err.toString()).contains("Give a KEY, --all-front", "'RUN'");
    assertThat(exports.calls()).isEmpty();
  }
}
