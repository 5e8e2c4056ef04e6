package io.quarry.net;

import io.quarry.arch.Conv;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * What batch normalization measured over one batch: for each convolution the mean and the biased
 * variance (divided by the count) of every output channel. Immutable by agreement: its arrays are
 * not copied.
 */
public final class BatchStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of no layer at all. */
  static final BatchStatistics NONE = new BatchStatistics(Map.of(), Map.of());

  private final TreeMap<String, float[]> means = new TreeMap<>();
  private final TreeMap<String, float[]> variances = new TreeMap<>();

  BatchStatistics(Map<String, float[]> means, Map<String, float[]> variances) {
    this.means.putAll(means);
    this.variances.putAll(variances);
  }

  /** The mean of each output channel of a convolution. */
  public float[] mean(Conv conv) {
    return find(means, conv);
  }

  /** The biased variance of each output channel of a convolution. */
  public float[] variance(Conv conv) {
    return find(variances, conv);
  }

  private static float[] find(Map<String, float[]> all, Conv conv) {
    float[] found = all.get(conv.name());
    if (found == null || found.length != conv.outChannels()) {
      throw new IllegalArgumentException(
          "No statistics of layer %s with %d channels".formatted(conv.name(), conv.outChannels()));
    }
    return found;
  }
}
