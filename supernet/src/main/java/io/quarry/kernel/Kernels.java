package io.quarry.kernel;

import io.quarry.arch.Activation;
import io.quarry.arch.Add;
import io.quarry.arch.Conv;
import io.quarry.arch.Dense;
import io.quarry.arch.Gate;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.arch.Shape;
import io.quarry.format.CodeFormat;
import io.quarry.format.Float32;
import io.quarry.format.NumberFormat;
import io.quarry.quantize.CarrierFormats;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The kernels of a network under a policy, from shapes and formats alone.
 *
 * <p>Kinds are {@code conv}, {@code depthwise}, {@code dense} (the classifier; what is fully
 * connected within a network runs as a {@code conv} over one pixel), {@code add}, {@code gate} and
 * {@code pool}, each in {@code int8} (codes in 8-bit containers, however few bits they have) or
 * {@code float32}: what the node is computed in, not what its policy asks for. Features, where yes
 * is 1 and no is 0:
 *
 * <ul>
 *   <li>shape: {@value #INPUT_HEIGHT}, {@value #INPUT_WIDTH}, {@value #INPUT_CHANNELS}, {@value
 *       #OUTPUT_CHANNELS}, {@value #KERNEL} (side), {@value #STRIDE};
 *   <li>work: {@value #MACS}, {@value #WEIGHTS}, {@value #BYTES_READ} (activations as stored, and
 *       weights), {@value #BYTES_WRITTEN};
 *   <li>what it does to its input first: {@value #QUANTIZES_INPUT}, {@value #DEQUANTIZES_INPUT}
 *       (both: from codes to other codes), {@value #CLIPS_INPUT} to fewer than 8 bits, {@value
 *       #READS_IMAGE}. What several nodes read is converted once, by the first of them;
 *   <li>{@value #REORDERS_INPUT}: operands that it moves between channels in blocks, the layout of
 *       float convolutions, and one channel after the other, that of everything else in floats;
 *   <li>what it does to its output: {@value #CLIPS_OUTPUT}; {@value #ADDS_RESIDUAL}, where a float
 *       convolution takes over the sum that reads it, which then costs nothing ({@value #FUSED}).
 * </ul>
 *
 * <p>Weights are taken to be centred by the writer of models, as those of all signed symmetric
 * formats and of fewer than 8 bits are.
 */
public final class Kernels {
  public static final String INPUT_HEIGHT = "input_height";
  public static final String INPUT_WIDTH = "input_width";
  public static final String INPUT_CHANNELS = "input_channels";
  public static final String OUTPUT_CHANNELS = "output_channels";
  public static final String KERNEL = "kernel";
  public static final String STRIDE = "stride";
  public static final String MACS = "macs";
  public static final String WEIGHTS = "weights";
  public static final String BYTES_READ = "bytes_read";
  public static final String BYTES_WRITTEN = "bytes_written";
  public static final String QUANTIZES_INPUT = "quantizes_input";
  public static final String DEQUANTIZES_INPUT = "dequantizes_input";
  public static final String CLIPS_INPUT = "clips_input";
  public static final String REORDERS_INPUT = "reorders_input";
  public static final String READS_IMAGE = "reads_image";
  public static final String CLIPS_OUTPUT = "clips_output";
  public static final String ADDS_RESIDUAL = "adds_residual";
  public static final String FUSED = "fused";

  private static final NumberFormat FLOAT = new Float32();
  private static final String BLOCKS = "blocks";
  private static final String PLAIN = "plain";
  private static final int FULL_BITS = 8;

  private final Network network;
  private final Policy policy;
  private final CarrierFormats carriers;

  /** Activations that were turned into numbers, a format or a layout for an earlier node. */
  private final Set<List<Object>> converted = new HashSet<>();

  private Kernels(Network network, Policy policy, PolicySettings settings) {
    this.network = network;
    this.policy = policy;
    this.carriers = CarrierFormats.of(network, policy, settings.weightGranularity());
  }

  /** One kernel a node, in the order of the network. */
  public static List<Kernel> of(Network network, Policy policy, PolicySettings settings) {
    Kernels kernels = new Kernels(network, policy, settings);
    List<Kernel> all = new ArrayList<>();
    for (int node = 0; node < network.nodes().size(); node++) {
      all.add(kernels.kernel(node));
    }
    return all;
  }

  private Kernel kernel(int index) {
    Node node = network.nodes().get(index);
    boolean integer = isInteger(index);
    TreeMap<String, Double> features = new TreeMap<>();
    shape(node, features);
    features.put(BYTES_WRITTEN, bytes(index));
    features.put(CLIPS_OUTPUT, number(integer && clipsOutput(index)));
    String kind;
    if (node instanceof Layer layer) {
      boolean depthwise = layer instanceof Conv conv && conv.depthwise();
      kind = isClassifier(index) ? "dense" : depthwise ? "depthwise" : "conv";
      layer(index, layer, integer, features);
    } else {
      kind = node instanceof Add ? "add" : node instanceof Gate ? "gate" : "pool";
      convertOperands(node, integer, features);
      features.put(FUSED, number(!integer && node instanceof Add add && fusing(add).isPresent()));
    }
    double read = features.getOrDefault(WEIGHTS, 0.0) * (integer ? 1 : Float.BYTES);
    for (int input : node.inputs()) {
      read += bytes(input);
    }
    features.put(BYTES_READ, read);
    return new Kernel(kind + (integer ? " int8" : " float32"), features);
  }

  /** Whether the runtime computes a node in integers. */
  private boolean isInteger(int index) {
    Node node = network.nodes().get(index);
    return node instanceof Dense dense ? carriers.isInteger(dense) : carriers.of(index).isPresent();
  }

  private void shape(Node node, Map<String, Double> features) {
    Shape in = network.shapeOf(node.inputs().get(0));
    features.put(INPUT_HEIGHT, (double) in.height());
    features.put(INPUT_WIDTH, (double) in.width());
    features.put(INPUT_CHANNELS, (double) in.channels());
    features.put(OUTPUT_CHANNELS, (double) node.output().channels());
  }

  private void layer(int index, Layer layer, boolean integer, Map<String, Double> features) {
    int kernel = layer instanceof Conv conv ? conv.kernel() : 1;
    int stride = layer instanceof Conv conv ? conv.stride() : 1;
    features.put(KERNEL, (double) kernel);
    features.put(STRIDE, (double) stride);
    features.put(MACS, (double) layer.macs());
    features.put(WEIGHTS, (double) layer.weights());
    features.put(READS_IMAGE, number(layer.input() == Node.INPUT));
    features.put(ADDS_RESIDUAL, number(!integer && addsResidual(index)));
    NumberFormat wanted = policy.of(layer).activations();
    boolean wantsCodes = wanted instanceof CodeFormat;
    Optional<CodeFormat> stored = stored(layer.input());
    boolean asStored = stored.isPresent() && stored.get().equals(wanted);
    boolean quantizes = wantsCodes && !asStored && firstTo(layer.input(), wanted);
    boolean numbersFirst = stored.isPresent() && !asStored && firstTo(layer.input(), FLOAT);
    features.put(QUANTIZES_INPUT, number(quantizes));
    features.put(DEQUANTIZES_INPUT, number(numbersFirst || (wantsCodes && !integer)));
    features.put(CLIPS_INPUT, number(quantizes && wanted.bits() < FULL_BITS));
    boolean wantsBlocks = !wantsCodes && !isClassifier(index) && layer.input() != Node.INPUT;
    features.put(REORDERS_INPUT, number(reorders(layer.input(), wantsBlocks, wantsCodes)));
  }

  /** Whether a float activation has to be laid out otherwise, and was not for an earlier node. */
  private boolean reorders(int input, boolean wantsBlocks, boolean wantsCodes) {
    boolean inBlocks = isInBlocks(input);
    boolean floats = input != Node.INPUT && stored(input).isEmpty();
    boolean mismatch = inBlocks ? wantsCodes : wantsBlocks;
    return mismatch && (floats || wantsBlocks) && firstTo(input, inBlocks ? PLAIN : BLOCKS);
  }

  private void convertOperands(Node node, boolean integer, Map<String, Double> features) {
    int operands = 0;
    for (int input : node.inputs()) {
      boolean converts = !integer && stored(input).isPresent() && firstTo(input, FLOAT);
      operands += converts ? 1 : 0;
    }
    features.put(DEQUANTIZES_INPUT, (double) operands);
    int reordered = 0;
    if (!integer && !keepsBlocks(node)) {
      for (int input : node.inputs()) {
        reordered += isInBlocks(input) && firstTo(input, PLAIN) ? 1 : 0;
      }
    }
    features.put(REORDERS_INPUT, (double) reordered);
  }

  private boolean firstTo(int node, Object form) {
    return converted.add(List.of(node, form));
  }

  private Optional<CodeFormat> stored(int node) {
    return node == Node.INPUT ? Optional.empty() : carriers.of(node);
  }

  private boolean clipsOutput(int index) {
    Optional<CodeFormat> format = carriers.of(index);
    if (format.isEmpty()) {
      return false;
    }
    Node node = network.nodes().get(index);
    boolean relu =
        (node instanceof Conv conv && conv.relu())
            || (node instanceof Add add && add.relu())
            || (node instanceof Dense dense && dense.activation() != Activation.NONE);
    boolean zeroInTheMiddle = format.get().minCode() < 0 && !format.get().hasOffset();
    return format.get().bits() < FULL_BITS || (relu && zeroInTheMiddle);
  }

  private boolean addsResidual(int index) {
    return network.nodes().stream()
        .filter(Add.class::isInstance)
        .map(Add.class::cast)
        .anyMatch(add -> fusing(add).equals(Optional.of(index)));
  }

  /** The float convolution that computes a sum of floats beside its own work. */
  private Optional<Integer> fusing(Add add) {
    int right = add.right();
    boolean floats = stored(add.left()).isEmpty() && stored(right).isEmpty();
    boolean takesOver =
        floats
            && right != Node.INPUT
            && isInBlocks(add.left())
            && network.nodes().get(right) instanceof Conv conv
            && !conv.relu()
            && network.nodes().stream().filter(n -> n.inputs().contains(right)).count() == 1;
    return takesOver ? Optional.of(right) : Optional.empty();
  }

  /**
   * Whether a node's output is stored in floats, channels in blocks: a float convolution's is, and
   * sums and means keep what they read; gates are computed in floats of one channel after the
   * other.
   */
  private boolean isInBlocks(int index) {
    if (index == Node.INPUT || stored(index).isPresent()) {
      return false;
    }
    Node node = network.nodes().get(index);
    return node instanceof Layer ? !isClassifier(index) : keepsBlocks(node);
  }

  private boolean keepsBlocks(Node node) {
    return !(node instanceof Gate) && node.inputs().stream().allMatch(this::isInBlocks);
  }

  private boolean isClassifier(int index) {
    return network.nodes().get(index) instanceof Dense && index == network.nodes().size() - 1;
  }

  private double bytes(int node) {
    int each = stored(node).isPresent() ? 1 : Float.BYTES;
    return (double) network.shapeOf(node).elements() * each;
  }

  private static double number(boolean yes) {
    return yes ? 1 : 0;
  }
}
