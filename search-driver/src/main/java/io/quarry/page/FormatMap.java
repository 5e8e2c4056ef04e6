package io.quarry.page;

import io.quarry.arch.ElasticConvNet;
import io.quarry.config.SearchConfig;
import io.quarry.config.SpaceSettings;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Policy;
import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The formats of all layers along a front, those included that others decide. */
final class FormatMap {
  private static final int BYTE_BITS = 8;

  private final List<Integer> points;
  private final List<Map<String, LayerFormats>> policies = new ArrayList<>();
  private final List<String> layers;

  /** Of the front of some rows. */
  FormatMap(Rows rows) {
    this.points =
        rows.front.points().stream().map(p -> rows.numbers.get(p.candidate().key())).toList();
    SearchConfig config = rows.contents.config();
    ElasticConvNet net = SpaceSettings.net(config.supernet());
    points.forEach(row -> policies.add(policy(rows.candidate(row), rows, config, net)));
    Set<String> found = new TreeSet<>();
    policies.forEach(policy -> found.addAll(policy.keySet()));
    Set<String> ordered = new LinkedHashSet<>();
    // From the image to the classes, which the order of names is not.
    if (found.contains("stem")) {
      ordered.add("stem");
    }
    found.stream().filter(layer -> !layer.equals("classifier")).forEach(ordered::add);
    ordered.addAll(found);
    this.layers = List.copyOf(ordered);
  }

  private static Map<String, LayerFormats> policy(
      Candidate candidate, Rows rows, SearchConfig config, ElasticConvNet net) {
    if (rows.contents.space().contains(candidate)) {
      return config.policy().policy(candidate, net.network(candidate)).layers();
    }
    Map<String, LayerFormats> own = new TreeMap<>();
    candidate
        .restrictedTo(Policy::isDecision)
        .values()
        .forEach(
            (name, formats) ->
                own.put(
                    name.substring(0, name.length() - Policy.decision("").length()),
                    LayerFormats.parse(formats)));
    return own;
  }

  ReportData.Formats formats() {
    List<LayerFormats> values =
        policies.stream()
            .flatMap(policy -> policy.values().stream())
            .distinct()
            .sorted(
                Comparator.comparingInt((LayerFormats f) -> -f.weights().bits())
                    .thenComparing(f -> -f.activations().bits())
                    .thenComparing(LayerFormats::text))
            .toList();
    List<List<Integer>> cells =
        layers.stream()
            .map(layer -> policies.stream().map(p -> values.indexOf(p.get(layer))).toList())
            .toList();
    return new ReportData.Formats(
        layers, points, values.stream().map(LayerFormats::text).toList(), cells);
  }

  /** Whether any layer may have weights of fewer than eight bits. */
  static boolean mayBeNarrow(Rows rows) {
    return rows.contents.space().decisions().stream()
        .filter(decision -> Policy.isDecision(decision.name()))
        .map(Decision::values)
        .flatMap(List::stream)
        .anyMatch(formats -> LayerFormats.parse(formats).weights().bits() < BYTE_BITS);
  }

  /**
   * Of the points that have a layer, the share whose weights in it have so many bits or more.
   *
   * @return by layer, from the image to the classes
   */
  List<Wide> shares(int bits) {
    List<Wide> shares = new ArrayList<>();
    for (String layer : layers) {
      int having = 0;
      int wide = 0;
      for (Map<String, LayerFormats> policy : policies) {
        LayerFormats formats = policy.get(layer);
        having += formats == null ? 0 : 1;
        wide += formats != null && formats.weights().bits() >= bits ? 1 : 0;
      }
      shares.add(new Wide(layer, having, wide));
    }
    return shares;
  }

  /** Of a point of the front the layers whose weights have so many bits or more. */
  Optional<List<String>> wideLayers(int row, int bits) {
    int point = points.indexOf(row);
    return point < 0
        ? Optional.empty()
        : Optional.of(
            layers.stream()
                .filter(
                    layer -> {
                      LayerFormats formats = policies.get(point).get(layer);
                      return formats != null && formats.weights().bits() >= bits;
                    })
                .toList());
  }

  /** Of so many points that have a layer, those in which it is wide. */
  record Wide(String layer, int points, int wide) {
    double share() {
      return (double) wide / points;
    }
  }
}
