package io.quarry.net;

import io.quarry.arch.Activation;
import io.quarry.arch.Add;
import io.quarry.arch.Conv;
import io.quarry.arch.Dense;
import io.quarry.arch.Gate;
import io.quarry.arch.GlobalAveragePool;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.format.CodeFormat;
import io.quarry.format.Grid;
import io.quarry.format.IntegerFormat;
import io.quarry.format.LevelFormat;
import io.quarry.format.NumberFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One grid that training learns: where the numbers of a format lie in the weights or the input of a
 * layer. It is shared by all sub-networks that have the layer, whatever their width, kernel or
 * depth, and is made of parameters of their own: a scale (Esser et al. 2020, LSQ) and, where the
 * zero point may move, an offset (Bhalgat et al. 2020, LSQ+), both 0 until their first use sets
 * them from data.
 *
 * <p>What a ReLU puts out is never negative: its zero point stays at the smallest code, for a moved
 * one keeps runtimes from fusing the ReLU. Since the range then is another one, a layer that reads
 * a ReLU in one network and a linear layer in another has two grids of an affine format.
 *
 * @param layer name of the layer
 * @param part what of the layer
 * @param format of the numbers
 */
public record LearnedGrid(String layer, Part part, LevelFormat format) {
  private static final Pattern NAME =
      Pattern.compile("(.+)\\.(weight|input|signed-input)-(scale|offset)\\.([^.]+)");

  /** No scale that rounds anything sensibly is beyond them. */
  private static final float LEAST_SCALE = 1e-12f;

  private static final float LARGEST_SCALE = 1e9f;

  /** What of a layer is rounded. */
  public enum Part {
    /** Its weights. */
    WEIGHT("weight"),
    /** Its input; of an affine format: one that is never negative. */
    INPUT("input"),
    /** An input that may be negative, in an affine format. */
    SIGNED_INPUT("signed-input");

    private final String label;

    Part(String label) {
      this.label = label;
    }
  }

  /** Of a layer's weights. */
  public static LearnedGrid ofWeights(Layer layer, LevelFormat format) {
    return new LearnedGrid(layer.name(), Part.WEIGHT, format);
  }

  /** Of a layer's input in a network. */
  public static LearnedGrid ofInput(Network network, Layer layer, LevelFormat format) {
    boolean signed = format.hasOffset() && mayBeNegative(network, layer.input());
    return new LearnedGrid(layer.name(), signed ? Part.SIGNED_INPUT : Part.INPUT, format);
  }

  /**
   * Whether its parameters are sound: finite, and the scale neither gone nor run away.
   *
   * @return what is wrong; empty where nothing is
   */
  public Optional<String> unsound(Parameters parameters) {
    if (!format.isScaled() || parameters.number(scaleName()) == 0) {
      return Optional.empty();
    }
    float scale = parameters.number(scaleName());
    float offset = hasOffset() ? parameters.number(offsetName()) : 0;
    boolean sound = scale > LEAST_SCALE && scale < LARGEST_SCALE && Float.isFinite(offset);
    return sound
        ? Optional.empty()
        : Optional.of(
            "the scale of %s for the %s of layer %s is %s, its offset %s"
                .formatted(
                    format.name(),
                    part == Part.WEIGHT ? "weights" : "input",
                    layer,
                    scale,
                    offset));
  }

  /** All that a network needs in some formats. */
  public static List<LearnedGrid> all(Network network, RoundedLayers rounded) {
    List<LearnedGrid> grids = new ArrayList<>();
    for (Layer layer : network.layers()) {
      RoundedLayers.Formats formats = rounded.of(layer);
      if (formats.weights() instanceof LevelFormat format) {
        grids.add(ofWeights(layer, format));
      }
      if (formats.input() instanceof LevelFormat format) {
        grids.add(ofInput(network, layer, format));
      }
    }
    return grids;
  }

  /** All that a layer may need for the format of its input, in whatever network. */
  public static List<LearnedGrid> ofAnyInput(String layer, LevelFormat format) {
    LearnedGrid input = new LearnedGrid(layer, Part.INPUT, format);
    return format.hasOffset()
        ? List.of(input, new LearnedGrid(layer, Part.SIGNED_INPUT, format))
        : List.of(input);
  }

  /** Whether a parameter of that name belongs to a grid. */
  public static boolean isName(String parameter) {
    return NAME.matcher(parameter).matches();
  }

  /** Whether a parameter of that name is the scale of a grid. */
  static boolean isScale(String parameter) {
    Matcher matcher = NAME.matcher(parameter);
    return matcher.matches() && matcher.group(3).equals("scale");
  }

  /** The grid whose scale a parameter is; empty for all others. */
  static Optional<LearnedGrid> ofScale(String parameter) {
    Matcher matcher = NAME.matcher(parameter);
    if (!isScale(parameter) || !matcher.matches()) {
      return Optional.empty();
    }
    Part part =
        Stream.of(Part.values())
            .filter(one -> one.label.equals(matcher.group(2)))
            .findFirst()
            .orElseThrow();
    return NumberFormat.parse(matcher.group(4)) instanceof LevelFormat format
        ? Optional.of(new LearnedGrid(matcher.group(1), part, format))
        : Optional.empty();
  }

  /** The spec of a parameter for which {@link #isName} holds. */
  public static ParameterSpec spec(String parameter) {
    return new ParameterSpec(parameter, List.of(1), ParameterSpec.Init.FROM_DATA, false);
  }

  /** Its parameters; none where the format has no scale. */
  public List<ParameterSpec> specs() {
    List<ParameterSpec> specs = new ArrayList<>();
    if (format.isScaled()) {
      specs.add(spec(scaleName()));
    }
    if (hasOffset()) {
      specs.add(spec(offsetName()));
    }
    return specs;
  }

  /** Whether there is nothing to learn, or data have set it. */
  public boolean isSet(Parameters parameters) {
    return !format.isScaled() || parameters.number(scaleName()) > 0;
  }

  /** Starts it at a grid. */
  public void set(Parameters parameters, Grid grid) {
    if (format.isScaled()) {
      parameters.setNumber(scaleName(), grid.scale());
    }
    if (hasOffset()) {
      float smallest = format.minLevel(grid.zeroPoint());
      parameters.setNumber(offsetName(), smallest * grid.scale());
    }
  }

  /**
   * The grid as far as it is learned, the zero point rounded to a code so that 0 is exact.
   *
   * @throws IllegalStateException where nothing has set it
   */
  public Grid grid(Parameters parameters) {
    if (!format.isScaled()) {
      return new Grid(1, 0);
    }
    float scale = parameters.number(scaleName());
    if (!(scale > 0)) {
      throw new IllegalStateException("Parameter %s was never set".formatted(scaleName()));
    }
    float offset = hasOffset() ? parameters.number(offsetName()) : 0;
    return format instanceof IntegerFormat integer
        ? integer.learned(scale, offset)
        : new Grid(scale, 0);
  }

  /** The same where its parameters exist and are set. */
  Optional<Grid> find(Parameters parameters) {
    boolean known = !format.isScaled() || parameters.has(scaleName());
    return known && isSet(parameters) ? Optional.of(grid(parameters)) : Optional.empty();
  }

  /**
   * What its gradients are multiplied by, so that its steps are as large against itself as those of
   * the weights: 1 / √(N · Q), Q being an integer format's largest level (LSQ, section 2.2). A
   * format whose levels are others learns as if they were multiplied until the largest is that of
   * the integers of as many bits, and the scale divided: the scale of e5m2, whose largest level is
   * 57,344, would overshoot 0 in its first steps.
   *
   * @param numbers N, weights of the layer or numbers of one image's input
   */
  float gradientFactor(long numbers) {
    double largest = format.maxLevel(0);
    int magnitudeBits = format.minLevel(0) < 0 ? format.bits() - 1 : format.bits();
    double steps = format instanceof CodeFormat ? largest : (1 << magnitudeBits) - 1;
    double stretch = steps / largest;
    return (float) (stretch * stretch / Math.sqrt(numbers * steps));
  }

  String scaleName() {
    return name("scale");
  }

  String offsetName() {
    return name("offset");
  }

  boolean hasOffset() {
    return format.hasOffset() && part != Part.INPUT;
  }

  private String name(String parameter) {
    return layer + "." + part.label + "-" + parameter + "." + format.name();
  }

  /** Whether a node may put out negative numbers; of images it is taken for granted. */
  private static boolean mayBeNegative(Network network, int index) {
    if (index == Node.INPUT) {
      return true;
    }
    Node node = network.nodes().get(index);
    if (node instanceof Conv conv) {
      return !conv.relu();
    }
    if (node instanceof Add add) {
      return !add.relu()
          && (mayBeNegative(network, add.left()) || mayBeNegative(network, add.right()));
    }
    if (node instanceof Gate gate) {
      return mayBeNegative(network, gate.input()) || mayBeNegative(network, gate.factors());
    }
    if (node instanceof Dense dense) {
      return dense.activation() == Activation.NONE;
    }
    return mayBeNegative(network, ((GlobalAveragePool) node).input());
  }
}
