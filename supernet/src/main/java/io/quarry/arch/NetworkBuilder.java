package io.quarry.arch;

import java.util.ArrayList;
import java.util.List;

/** Puts nodes one after the other, each reading the one before it. */
final class NetworkBuilder {
  private final Shape input;
  private final List<Node> nodes = new ArrayList<>();

  NetworkBuilder(Shape input) {
    this.input = input;
  }

  /** The index of the last node, or {@link Node#INPUT}. */
  int last() {
    return nodes.size() - 1;
  }

  void conv(String name, int outChannels, int kernel, int stride, boolean relu) {
    nodes.add(new Conv(name, last(), shape(), outChannels, kernel, stride, false, relu));
  }

  void depthwise(String name, int kernel, int stride) {
    nodes.add(new Conv(name, last(), shape(), shape().channels(), kernel, stride, true, true));
  }

  void add(String name, int left, int right, boolean relu) {
    nodes.add(new Add(name, left, right, shape(), relu));
  }

  void globalAveragePool(String name) {
    nodes.add(new GlobalAveragePool(name, last(), shape()));
  }

  void dense(String name, int outputChannels, Activation activation) {
    nodes.add(new Dense(name, last(), shape().channels(), outputChannels, activation));
  }

  void gate(String name, int input, int factors) {
    nodes.add(new Gate(name, input, factors, nodes.get(input).output()));
  }

  Network build() {
    return new Network(input, nodes);
  }

  private Shape shape() {
    return nodes.isEmpty() ? input : nodes.get(last()).output();
  }
}
