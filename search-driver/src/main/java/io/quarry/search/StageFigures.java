package io.quarry.search;

import java.util.List;
import java.util.Objects;

/**
 * What is known of the sub-stages of a supernet on one class of hosts.
 *
 * @param rows by stage, block type and window, in the order of the configuration
 * @param fixedMs what stem, pooling and classifier of a network take, with what no part of it
 *     accounts for: the mean over random networks
 * @param origin a text that tells the figures of one origin from those of others
 */
public record StageFigures(List<Row> rows, double fixedMs, String origin) {
  public StageFigures {
    rows = List.copyOf(rows);
    Objects.requireNonNull(origin, "origin");
  }

  /**
   * A sub-stage.
   *
   * @param stage counted from 1
   * @param blockType the label of its blocks
   * @param window the widths of its stage, ascending
   * @param decisions what it decides, as text
   * @param inputChannels of what it reads
   * @param inputHeight of what it reads, in pixels
   * @param inputWidth of what it reads, in pixels
   * @param int8Loss how far its output is from the teacher's; 0 where it was not distilled yet
   * @param macs multiply-accumulates of one image
   * @param parameters weights and biases
   * @param latencyMs what it takes in int8 in a network, more than 0
   */
  public record Row(
      int stage,
      String blockType,
      List<Integer> window,
      String decisions,
      int inputChannels,
      int inputHeight,
      int inputWidth,
      double int8Loss,
      long macs,
      long parameters,
      double latencyMs) {
    public Row {
      window = List.copyOf(window);
    }
  }
}
