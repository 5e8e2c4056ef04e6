package io.quarry.arch;

import java.util.List;

/**
 * A square convolution with padding kernel / 2 on every side and no bias, followed by batch
 * normalization (its scale and shift are parameters of this layer) and perhaps a ReLU.
 *
 * @param name the layer's name
 * @param input index of the node it reads
 * @param in shape of what it reads
 * @param outChannels channels it puts out
 * @param kernel side of the kernel, odd
 * @param stride 1 or 2, the same in both directions
 * @param depthwise whether each channel has a filter of its own; then {@code in.channels() ==
 *     outChannels}
 * @param relu whether a ReLU follows the normalization
 */
public record Conv(
    String name,
    int input,
    Shape in,
    int outChannels,
    int kernel,
    int stride,
    boolean depthwise,
    boolean relu)
    implements Layer {

  public Conv {
    if (kernel % 2 == 0 || stride < 1) {
      throw new IllegalArgumentException(
          "Layer %s: kernel %d must be odd and stride %d positive".formatted(name, kernel, stride));
    }
    if (depthwise && in.channels() != outChannels) {
      throw new IllegalArgumentException(
          "Layer %s is depthwise, but turns %d channels into %d"
              .formatted(name, in.channels(), outChannels));
    }
  }

  @Override
  public List<Integer> inputs() {
    return List.of(input);
  }

  @Override
  public Shape output() {
    int padding = kernel / 2;
    int height = (in.height() + 2 * padding - kernel) / stride + 1;
    int width = (in.width() + 2 * padding - kernel) / stride + 1;
    return new Shape(height, width, outChannels);
  }

  /** Input channels that one filter sees: 1 where depthwise. */
  public int channelsPerFilter() {
    return depthwise ? 1 : in.channels();
  }

  @Override
  public long weights() {
    return (long) outChannels * channelsPerFilter() * kernel * kernel;
  }

  @Override
  public long macs() {
    Shape out = output();
    return weights() * out.height() * out.width();
  }

  @Override
  public int outputChannels() {
    return outChannels;
  }
}
