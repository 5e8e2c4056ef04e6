package io.quarry.search;

import io.quarry.onnx.InferenceException;
import io.quarry.onnx.ModelCard;
import io.quarry.problem.InputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A model that the runtime refuses, as users are told: its message, the node and the policy. */
final class Refusal {
  /**
   * How ONNX Runtime names nodes in its messages: {@code Node, ("x"}, {@code Node (x)}, {@code
   * Name:'x'}.
   */
  private static final Pattern NODE =
      Pattern.compile("(?:[Nn]ode[ ,:]*[('\"]+|Name:')([A-Za-z0-9_./-]+)");

  private Refusal() {}

  static InputException of(InferenceException refused, ModelCard card, String model) {
    String message =
        refused.getCause() == null ? refused.getMessage() : refused.getCause().getMessage();
    Matcher node = NODE.matcher(message);
    String where = node.find() ? "at node %s".formatted(node.group(1)) : "at no node that it names";
    return new InputException(
        "ONNX Runtime refuses %s %s, whose policy is %s: %s"
            .formatted(model, where, card.policy().text(), message.strip()),
        "the file was changed after it was written; quarry export writes it again.",
        refused);
  }
}
