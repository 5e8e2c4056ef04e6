package io.quarry.net;

import java.io.Serializable;
import java.util.List;

/**
 * One shared parameter of a supernet.
 *
 * <p>Dimensions: a convolution's {@code weight} is [kernel, kernel, inputs of a filter, outputs], a
 * classifier's [inputs, outputs], a learned grid's [1], everything else [outputs]; the last one
 * varies fastest.
 *
 * @param name the layer's name, a dot, and {@code weight}, {@code scale}, {@code shift}, {@code
 *     bias} or what {@link LearnedGrid} calls it
 * @param dims each positive
 * @param init how it starts
 * @param decays whether weight decay pulls it to zero
 */
public record ParameterSpec(String name, List<Integer> dims, Init init, boolean decays)
    implements Serializable {

  /** How a parameter starts. */
  public enum Init {
    /** Normal of variance 2 / fan-in (He et al. 2015, equation 10). */
    HE_NORMAL,
    /** All ones. */
    ONES,
    /** All zeros. */
    ZEROS,
    /** Zero until its first use sets it from data: of a {@link LearnedGrid}. */
    FROM_DATA
  }

  public ParameterSpec {
    dims = List.copyOf(dims);
    if (dims.isEmpty() || dims.stream().anyMatch(dim -> dim < 1)) {
      throw new IllegalArgumentException("Parameter %s has dimensions %s".formatted(name, dims));
    }
  }

  /** How many numbers it holds. */
  public int length() {
    return dims.stream().reduce(1, Math::multiplyExact);
  }

  /** Whether it is part of a {@link LearnedGrid}. */
  public boolean isOfGrid() {
    return init == Init.FROM_DATA;
  }

  /** Inputs of one output: the product of all dimensions but the last. */
  public int fanIn() {
    return length() / dims.get(dims.size() - 1);
  }
}
