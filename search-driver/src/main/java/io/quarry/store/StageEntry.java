package io.quarry.store;

import io.quarry.distill.SubStage;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What was found of one stage, one block type and one window of widths by distillation.
 *
 * @param stage counted from 1
 * @param blockType the label of its blocks
 * @param window its widths, ascending
 * @param inputHeight of what it reads, in pixels
 * @param inputWidth of what it reads, in pixels
 * @param rows its sub-stages, in the order of their draw
 * @param origin where all of it comes from
 */
public record StageEntry(
    int stage,
    String blockType,
    List<Integer> window,
    int inputHeight,
    int inputWidth,
    List<SubStage> rows,
    Origin origin) {

  public StageEntry {
    Objects.requireNonNull(blockType, "blockType");
    Objects.requireNonNull(origin, "origin");
    window = List.copyOf(window);
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("A stage without sub-stages");
    }
  }

  /**
   * Who distilled it, from what, and when.
   *
   * @param teacherHash of the checkpoint that taught
   * @param codeVersion version and commit of the code
   * @param host that distilled
   * @param cpu model name of its processor
   * @param startedAt when the distillation began
   * @param durationMs how long it took
   */
  public record Origin(
      String teacherHash,
      String codeVersion,
      String host,
      String cpu,
      Instant startedAt,
      long durationMs) {}
}
