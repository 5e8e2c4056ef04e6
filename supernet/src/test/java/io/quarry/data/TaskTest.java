package io.quarry.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.arch.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskTest {
  private static final Images A = images(1);
  private static final Images B = images(2);

  @Test
  void eachHashDependsOnItsOwnSplitsAlone() {
    Task task = task("x", A, A, A, A);

    assertThat(task("x", B, A, A, A).trainingHash()).isNotEqualTo(task.trainingHash());
    assertThat(task("x", A, B, B, B).trainingHash()).isEqualTo(task.trainingHash());
    assertThat(task("x", A, B, A, A).evaluationHash()).isNotEqualTo(task.evaluationHash());
    assertThat(task("x", A, A, B, A).evaluationHash()).isNotEqualTo(task.evaluationHash());
    assertThat(task("x", B, A, A, B).evaluationHash()).isEqualTo(task.evaluationHash());
    assertThat(task("x", A, A, A, B).testHash()).isNotEqualTo(task.testHash());
    assertThat(task("x", B, B, B, A).testHash()).isEqualTo(task.testHash());
  }

  @Test
  void hashesSeeLabelsAndShapesButNoNames() {
    Images relabelled = new Images(A.shape(), A.pixels(), new byte[] {1, 1});
    Images turned = new Images(new Shape(2, 1, 1), A.pixels(), A.labels());
    String hash = task("x", A, A, A, A).testHash();

    assertThat(hash).matches("[0-9a-f]{64}").isEqualTo(task("y", A, A, A, A).testHash());
    assertThat(task("x", A, A, A, relabelled).testHash()).isNotEqualTo(hash);
    assertThat(task("x", A, A, A, turned).testHash()).isNotEqualTo(hash);
  }

  private static Task task(
      String name, Images train, Images calibration, Images validation, Images test) {
    Task.Normalization identity = new Task.Normalization(List.of(0f), List.of(1f));
    return new Task(name, 2, identity, train, calibration, validation, test);
  }

  private static Images images(int first) {
    return new Images(new Shape(1, 2, 1), new byte[] {(byte) first, 2, 3, 4}, new byte[] {0, 1});
  }
}
