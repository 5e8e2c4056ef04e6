package io.quarry.net;

import io.quarry.arch.Conv;
import io.quarry.arch.Dense;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * All shared parameters of a supernet: one flat native vector of values and one of gradients, the
 * parameters one after the other in the order of their specs. A sub-network's layer uses the prefix
 * of input and output channels, and the centre of the kernel, of the parameter of its name.
 *
 * <p>Not thread-safe. Holds native memory until {@link #close}.
 */
public final class Parameters implements AutoCloseable {
  /** Behind a layer's name: its weights. */
  public static final String WEIGHT = ".weight";

  static final String SCALE = ".scale";
  static final String SHIFT = ".shift";
  static final String BIAS = ".bias";

  private final List<ParameterSpec> specs;
  private final Map<String, Placed> placed = new LinkedHashMap<>();
  private final int length;
  private final INDArray values;
  private final INDArray gradients;

  private Parameters(List<ParameterSpec> specs) {
    this.specs = List.copyOf(specs);
    int offset = 0;
    boolean grids = false;
    for (ParameterSpec spec : this.specs) {
      if (grids && !spec.isOfGrid()) {
        throw new IllegalArgumentException(
            "Parameter %s comes after learned grids".formatted(spec.name()));
      }
      grids = spec.isOfGrid();
      if (placed.put(spec.name(), new Placed(spec, offset)) != null) {
        throw new IllegalArgumentException("Two parameters are named %s".formatted(spec.name()));
      }
      offset = Math.addExact(offset, spec.length());
    }
    this.length = offset;
    this.values = Nd4j.createUninitialized(DataType.FLOAT, length);
    this.gradients = Nd4j.createUninitialized(DataType.FLOAT, length);
    zeroGradients();
  }

  /**
   * Fresh parameters. Each tensor draws from a child seed of its own, so that adding one changes no
   * other.
   *
   * @param specs names without repeats, those of learned grids last
   * @param seeds the seed of the initialization
   */
  public static Parameters initialize(List<ParameterSpec> specs, Seeds seeds) {
    Parameters parameters = new Parameters(specs);
    for (ParameterSpec spec : specs) {
      parameters.put(spec.name(), initialValues(spec, seeds));
    }
    return parameters;
  }

  /**
   * Parameters with given values, as from a checkpoint.
   *
   * @param specs names without repeats
   * @param values for each name as many numbers as its spec has, in the layout of its dimensions
   * @throws InputException where a name lacks its values, is unknown or has the wrong length
   */
  public static Parameters of(List<ParameterSpec> specs, Map<String, float[]> values) {
    requireMatching(specs, values);
    Parameters parameters = new Parameters(specs);
    specs.forEach(spec -> parameters.put(spec.name(), values.get(spec.name())));
    return parameters;
  }

  /**
   * What the layers of some networks need: for each layer's name the largest dimensions that any of
   * them asks for.
   *
   * @param networks of one family: such that between them they hold the largest of every branch
   */
  public static List<ParameterSpec> specsFor(Network... networks) {
    return specsFor(List.of(networks));
  }

  /** The same for a list of networks. */
  public static List<ParameterSpec> specsFor(List<Network> networks) {
    Map<String, ParameterSpec> specs = new LinkedHashMap<>();
    for (Network network : networks) {
      for (Layer layer : network.layers()) {
        specsOf(layer).forEach(spec -> specs.merge(spec.name(), spec, Parameters::larger));
      }
    }
    return List.copyOf(specs.values());
  }

  /** The specs, in the order of the flat vectors. */
  public List<ParameterSpec> specs() {
    return specs;
  }

  /** All values, flat: the parameters' own memory, not a copy. */
  public INDArray values() {
    return values;
  }

  /** All gradients, flat: the parameters' own memory, not a copy. */
  public INDArray gradients() {
    return gradients;
  }

  /** How many numbers all parameters hold. */
  public int length() {
    return length;
  }

  /** A copy of one parameter's values, in the layout of its dimensions. */
  public float[] value(String name) {
    return copyOf(values, place(name));
  }

  /** A copy of one parameter's gradient, in the layout of its dimensions. */
  public float[] gradient(String name) {
    return copyOf(gradients, place(name));
  }

  /** Whether there is a parameter of that name. */
  boolean has(String name) {
    return placed.containsKey(name);
  }

  /** The value of a parameter that is one number. */
  public float number(String name) {
    return valuesAt(place(name).offset()).get();
  }

  void setNumber(String name, float number) {
    valuesAt(place(name).offset()).put(number);
  }

  /** Adds to the gradient of a parameter that is one number. */
  void addToGradient(String name, double added) {
    FloatPointer gradient = gradientsAt(place(name).offset());
    gradient.put((float) (gradient.get() + added));
  }

  /** Sets all gradients to zero. */
  public void zeroGradients() {
    Pointer.memset(gradients.data().addressPointer(), 0, (long) length * Float.BYTES);
  }

  @Override
  public void close() {
    values.close();
    gradients.close();
  }

  /** The index in the flat vectors at which learned grids begin. */
  int gridsFrom() {
    return specs.stream().filter(spec -> !spec.isOfGrid()).mapToInt(ParameterSpec::length).sum();
  }

  /** Where a parameter stands in the flat vectors. */
  Placed place(String name) {
    Placed place = placed.get(name);
    if (place == null) {
      throw new IllegalArgumentException("No parameter is named %s".formatted(name));
    }
    return place;
  }

  /** The native address of a value, by its index in the flat vector. */
  FloatPointer valuesAt(int offset) {
    return at(values, offset);
  }

  /** The native address of a gradient, by its index in the flat vector. */
  FloatPointer gradientsAt(int offset) {
    return at(gradients, offset);
  }

  private static FloatPointer at(INDArray flat, int offset) {
    return new FloatPointer(flat.data().addressPointer()).getPointer(offset);
  }

  private void put(String name, float[] numbers) {
    valuesAt(place(name).offset()).put(numbers, 0, numbers.length);
  }

  private static float[] copyOf(INDArray flat, Placed place) {
    float[] copy = new float[place.spec().length()];
    at(flat, place.offset()).get(copy, 0, copy.length);
    return copy;
  }

  private static float[] initialValues(ParameterSpec spec, Seeds seeds) {
    float[] numbers = new float[spec.length()];
    switch (spec.init()) {
      case ZEROS, FROM_DATA -> {}
      case ONES -> java.util.Arrays.fill(numbers, 1f);
      case HE_NORMAL -> {
        RandomGenerator random = seeds.child("parameter", spec.name()).generator();
        double deviation = Math.sqrt(2.0 / spec.fanIn());
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = (float) (random.nextGaussian() * deviation);
        }
      }
    }
    return numbers;
  }

  private static List<ParameterSpec> specsOf(Layer layer) {
    List<Integer> out = List.of(layer.outputChannels());
    List<ParameterSpec> specs = new ArrayList<>();
    if (layer instanceof Conv conv) {
      specs.add(weight(conv.name(), weightDims(conv)));
      specs.add(new ParameterSpec(conv.name() + SCALE, out, ParameterSpec.Init.ONES, false));
      specs.add(new ParameterSpec(conv.name() + SHIFT, out, ParameterSpec.Init.ZEROS, false));
    } else if (layer instanceof Dense dense) {
      specs.add(weight(dense.name(), List.of(dense.inputChannels(), dense.outputChannels())));
      specs.add(new ParameterSpec(dense.name() + BIAS, out, ParameterSpec.Init.ZEROS, false));
    }
    return specs;
  }

  private static ParameterSpec weight(String layer, List<Integer> dims) {
    return new ParameterSpec(layer + WEIGHT, dims, ParameterSpec.Init.HE_NORMAL, true);
  }

  private static List<Integer> weightDims(Conv conv) {
    return List.of(conv.kernel(), conv.kernel(), conv.channelsPerFilter(), conv.outChannels());
  }

  private static ParameterSpec larger(ParameterSpec a, ParameterSpec b) {
    if (a.dims().size() != b.dims().size()) {
      throw new IllegalArgumentException(
          "Parameter %s is %s in one network and %s in another"
              .formatted(a.name(), a.dims(), b.dims()));
    }
    List<Integer> dims = new ArrayList<>();
    for (int i = 0; i < a.dims().size(); i++) {
      dims.add(Math.max(a.dims().get(i), b.dims().get(i)));
    }
    return new ParameterSpec(a.name(), dims, a.init(), a.decays());
  }

  /**
   * Refuses values that are not those of the parameters.
   *
   * @throws InputException naming the first that is missing, unknown or of another length
   */
  public static void requireMatching(List<ParameterSpec> specs, Map<String, float[]> values) {
    for (ParameterSpec spec : specs) {
      float[] given = values.get(spec.name());
      if (given == null) {
        throw new InputException(
            "Parameter %s is missing".formatted(spec.name()),
            "the checkpoint is of another search space.");
      }
      if (given.length != spec.length()) {
        throw new InputException(
            "Parameter %s has %d numbers, not the %d of %s"
                .formatted(spec.name(), given.length, spec.length(), spec.dims()),
            "the checkpoint is of another search space.");
      }
    }
    if (values.size() != specs.size()) {
      List<String> known = specs.stream().map(ParameterSpec::name).toList();
      String unknown =
          values.keySet().stream().filter(n -> !known.contains(n)).sorted().findFirst().orElse("?");
      throw new InputException(
          "Parameter %s is unknown".formatted(unknown),
          "the checkpoint is of another search space.");
    }
  }

  /**
   * A parameter and where it begins in the flat vectors.
   *
   * @param spec the parameter
   * @param offset index of its first number
   */
  record Placed(ParameterSpec spec, int offset) {}
}
