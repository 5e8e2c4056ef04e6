package io.quarry.benchmarks;

import io.quarry.arch.Add;
import io.quarry.arch.Conv;
import io.quarry.arch.Dense;
import io.quarry.arch.GlobalAveragePool;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.arch.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The two networks whose training step is compared; {@code pytorch/training_step.py} has them too.
 */
final class Stacks {
  private static final int CLASSES = 10;

  private final Shape input = new Shape(16, 16, 3);
  private final List<Node> nodes = new ArrayList<>();

  private Stacks() {}

  /** Dense 3×3 convolutions, 9.0 M multiply-accumulates. */
  static Network dense() {
    return new Stacks()
        .conv(32, 3, 1, true)
        .conv(32, 3, 1, true)
        .conv(64, 3, 2, true)
        .conv(64, 3, 1, true)
        .conv(112, 3, 2, true)
        .conv(112, 3, 1, true)
        .classify();
  }

  /** Inverted residuals with 5×5 depthwise convolutions, 3.4 M multiply-accumulates. */
  static Network inverted() {
    return new Stacks()
        .conv(16, 3, 1, true)
        .inverted(16, 1)
        .inverted(32, 2)
        .inverted(32, 1)
        .inverted(64, 2)
        .inverted(64, 1)
        .classify();
  }

  private Stacks inverted(int out, int stride) {
    int start = nodes.size() - 1;
    int in = nodes.get(start).output().channels();
    conv(4 * in, 1, 1, true);
    Shape shape = nodes.get(nodes.size() - 1).output();
    add(new Conv(name(), nodes.size() - 1, shape, 4 * in, 5, stride, true, true));
    conv(out, 1, 1, false);
    if (in == out && stride == 1) {
      add(new Add(name(), start, nodes.size() - 1, nodes.get(start).output(), false));
    }
    return this;
  }

  private Stacks conv(int out, int kernel, int stride, boolean relu) {
    int last = nodes.size() - 1;
    Shape in = last < 0 ? input : nodes.get(last).output();
    return add(new Conv(name(), last, in, out, kernel, stride, false, relu));
  }

  private Network classify() {
    Shape last = nodes.get(nodes.size() - 1).output();
    add(new GlobalAveragePool(name(), nodes.size() - 1, last));
    add(new Dense(name(), nodes.size() - 1, last.channels(), CLASSES));
    return new Network(input, nodes);
  }

  private Stacks add(Node node) {
    nodes.add(node);
    return this;
  }

  private String name() {
    return "node" + nodes.size();
  }
}
