package io.quarry.quantize;

import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.ElasticLayer;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.problem.InputException;
import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a policy and its target leave every layer of an elastic network to choose from.
 *
 * @param decisions one for each layer, named {@code <layer>.format}, its values texts of {@link
 *     LayerFormats}; a tied layer's has the values of its leader's
 * @param ties which layers have no decision of their own in the end
 */
public record FormatChoices(List<Decision> decisions, Ties ties) {

  public FormatChoices {
    decisions = List.copyOf(decisions);
    Objects.requireNonNull(ties, "ties");
  }

  /**
   * The choices in an elastic network.
   *
   * @throws InputException when a layer is left nothing, or is pinned to what it may not have
   */
  static FormatChoices of(PolicySettings settings, ElasticConvNet net) {
    Ties ties = new Ties(new TreeMap<>());
    Map<String, Place> operators = new HashMap<>();
    for (Network branch : net.branches()) {
      ties = ties.with(settings.target().ties(branch));
      for (Layer layer : branch.layers()) {
        operators.put(layer.name(), Place.of(layer));
      }
    }
    List<ElasticLayer> layers = net.layers();
    Map<String, List<String>> legal = new HashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      String name = layers.get(i).name();
      Place operator = operators.get(name);
      Place place = i == 0 ? Place.FIRST : i == layers.size() - 1 ? Place.LAST : operator;
      legal.put(name, settings.legal(name, place, operator));
    }
    Map<String, List<String>> agreed = agreed(settings.target(), legal, ties);
    return new FormatChoices(decisions(layers, agreed, ties), ties);
  }

  /**
   * The decisions of an architecture, and one over formats for each layer, tied ones included: what
   * a restriction may name.
   */
  public SearchSpace untied(SearchSpace architecture) {
    return architecture.with(decisions);
  }

  /**
   * The joint space: as {@link #untied}, restricted, and without the decisions of tied layers.
   *
   * @param restrict as {@link SearchSpace#restrict} has it
   * @throws InputException as there, and when a restriction leaves out for a tied layer what it
   *     leaves its leader
   */
  public SearchSpace joint(SearchSpace architecture, Map<String, List<String>> restrict) {
    Map<String, Decision> restricted = new LinkedHashMap<>();
    untied(architecture)
        .restrict(restrict)
        .decisions()
        .forEach(decision -> restricted.put(decision.name(), decision));
    for (Map.Entry<String, String> tie : ties.leaders().entrySet()) {
      Decision tied = restricted.remove(Policy.decision(tie.getKey()));
      if (tied != null) {
        requireAgreement(tied, restricted.get(Policy.decision(tie.getValue())));
      }
    }
    return SearchSpace.of(List.copyOf(restricted.values()));
  }

  private static void requireAgreement(Decision tied, Decision leader) {
    if (!tied.values().containsAll(leader.values())) {
      throw new InputException(
          "%s = %s cannot be, for it has the value of %s = %s: the target wants them equal"
              .formatted(tied.name(), tied.values(), leader.name(), leader.values()),
          "restrict %s as well.".formatted(leader.name()));
    }
  }

  private static List<Decision> decisions(
      List<ElasticLayer> layers, Map<String, List<String>> values, Ties ties) {
    Map<String, ElasticLayer> byName =
        layers.stream().collect(Collectors.toMap(ElasticLayer::name, layer -> layer));
    List<Decision> decisions = new ArrayList<>();
    for (ElasticLayer layer : layers) {
      ElasticLayer leader = byName.get(ties.leader(layer.name()));
      assert layer.conditions().containsAll(leader.conditions()) : layer;
      decisions.add(
          Decision.categorical(Policy.decision(layer.name()), values.get(leader.name()))
              .when(layer.conditions().toArray(Condition[]::new)));
    }
    return decisions;
  }

  /** By the name of a leader or a layer without ties, what it and all tied to it may have. */
  private static Map<String, List<String>> agreed(
      Target target, Map<String, List<String>> legal, Ties ties) {
    Map<String, List<String>> agreed = new HashMap<>(legal);
    ties.leaders()
        .forEach(
            (tied, leader) -> {
              List<String> both = new ArrayList<>(agreed.get(leader));
              both.retainAll(new HashSet<>(legal.get(tied)));
              if (both.isEmpty()) {
                throw new InputException(
                    "Target %s wants equal formats in %s and %s, and leaves %s to one and %s to the other"
                        .formatted(
                            target.name(), leader, tied, agreed.get(leader), legal.get(tied)),
                    "let policy.formats have what it allows both of them.");
              }
              agreed.put(leader, both);
            });
    return agreed;
  }
}
