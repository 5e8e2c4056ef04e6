package io.quarry.train;

import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.ElasticLayer;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.format.LevelFormat;
import io.quarry.net.LearnedGrid;
import io.quarry.quantize.FormatChoices;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Which of the formats that training uses a layer may have: those that the policy's target and pins
 * leave it; a layer that is left one format has that, whatever training uses, and any other that
 * has none of those in use has float32.
 */
public final class FormatPlan {
  private final PolicySettings settings;
  private final Map<String, List<LayerFormats>> legal = new LinkedHashMap<>();
  private final FormatChoices choices;
  private final List<LayerFormats> all;

  /**
   * The formats of a recipe in an elastic network.
   *
   * @throws io.quarry.problem.InputException when the target leaves a layer nothing
   */
  public FormatPlan(ElasticConvNet net, Recipe recipe, PolicySettings settings) {
    this.settings = settings;
    this.choices = settings.choices(net);
    this.all =
        recipe.phases().stream().flatMap(p -> p.formats().formats().stream()).distinct().toList();
    List<ElasticLayer> layers = net.layers();
    for (int i = 0; i < layers.size(); i++) {
      legal.put(
          layers.get(i).name(),
          choices.decisions().get(i).values().stream().map(LayerFormats::parse).toList());
    }
  }

  /**
   * What a layer may have.
   *
   * @param joined formats in use, from many bits to few
   * @return at least one, in their order
   */
  public List<LayerFormats> options(String layer, List<LayerFormats> joined) {
    List<LayerFormats> allowed = legal.get(layer);
    if (allowed.size() == 1) {
      return allowed;
    }
    List<LayerFormats> both = new ArrayList<>(joined);
    both.retainAll(allowed);
    return both.isEmpty() ? List.of(LayerFormats.float32()) : List.copyOf(both);
  }

  /** The same formats in every layer; one that may not have them has the most bits it may have. */
  public Policy uniform(Network network, LayerFormats formats, List<LayerFormats> joined) {
    return policy(
        network,
        layer -> {
          List<LayerFormats> options = options(layer, joined);
          return options.contains(formats) ? formats : options.get(0);
        });
  }

  /** Every layer draws formats of its own; tied ones have those of their leader. */
  public Policy random(Network network, List<LayerFormats> joined, RandomGenerator random) {
    return policy(
        network,
        layer -> {
          List<LayerFormats> options = options(layer, joined);
          return options.get(random.nextInt(options.size()));
        });
  }

  /** Every grid that training may need. */
  public List<LearnedGrid> grids() {
    Set<LearnedGrid> grids = new LinkedHashSet<>();
    for (String layer : legal.keySet()) {
      for (LayerFormats formats : everOf(layer)) {
        if (formats.weights() instanceof LevelFormat format) {
          grids.add(new LearnedGrid(layer, LearnedGrid.Part.WEIGHT, format));
        }
        if (formats.activations() instanceof LevelFormat format) {
          grids.addAll(LearnedGrid.ofAnyInput(layer, format));
        }
      }
    }
    return all.isEmpty() ? List.of() : List.copyOf(grids);
  }

  /** Layers, what they may have, and whose they have: {@code stem: int8/uint8, …}. */
  public String text() {
    return all.isEmpty()
        ? ""
        : legal.keySet().stream()
                .map(layer -> layer + ": " + everOf(layer))
                .collect(Collectors.joining("\n"))
            + "\n"
            + choices.ties().leaders();
  }

  private List<LayerFormats> everOf(String layer) {
    return options(layer, all);
  }

  private Policy policy(Network network, Function<String, LayerFormats> choose) {
    Map<String, String> leaders = settings.target().ties(network).leaders();
    TreeMap<String, LayerFormats> layers = new TreeMap<>();
    for (Layer layer : network.layers()) {
      String name = layer.name();
      String leader = leaders.getOrDefault(name, name);
      layers.put(name, leader.equals(name) ? choose.apply(name) : layers.get(leader));
    }
    return new Policy(layers);
  }
}
