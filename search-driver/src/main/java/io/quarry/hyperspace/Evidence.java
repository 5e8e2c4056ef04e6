package io.quarry.hyperspace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What speaks for a space.
 *
 * @param table its figures are from
 * @param settings it was searched under
 * @param space and its scores
 * @param networks its best networks under each constraint, of one round of scores
 * @param alternatives all spaces that differ from it in one choice
 */
public record Evidence(
    StageTable table,
    SpaceSettings settings,
    Rescored space,
    List<Networks> networks,
    List<Rescored> alternatives) {
  public Evidence {
    networks = List.copyOf(networks);
    alternatives = List.copyOf(alternatives);
  }

  /** All of it as an object of JSON. */
  public String json() {
    SpaceJson json = new SpaceJson(table, settings);
    ObjectNode root = json.head();
    root.setAll(json.rescored(space));
    json.addStages(space.space(), root);
    for (int i = 0; i < networks.size(); i++) {
      networks.get(i).addTo((ObjectNode) root.get("constraints").get(i));
    }
    ArrayNode near = root.putArray("alternatives");
    for (Rescored alternative : alternatives) {
      ObjectNode one = near.addObject();
      one.setAll(json.rescored(alternative));
      one.put("difference", alternative.score() - space.score());
      json.addChanges(space.space(), alternative.space(), one);
    }
    return SpaceJson.text(root);
  }

  /**
   * Means over the best networks under a constraint.
   *
   * @param count how many
   * @param mflops of the stages, in millions
   * @param mparams of the stages, in millions
   */
  record Networks(int count, double latencyMs, double mflops, double mparams) {

    private void addTo(ObjectNode constraint) {
      ObjectNode node = constraint.putObject("best_networks");
      node.put("count", count);
      node.put("latency_ms", latencyMs);
      node.put("mflops", mflops);
      node.put("mparams", mparams);
    }

    /** Of some of the networks that were drawn from a space; all figures are 0 of none. */
    static Networks of(int[] networks, StageSpace space, StageTable table, Draws draws) {
      double latencyMs = 0;
      double mflops = 0;
      double mparams = 0;
      for (int network : networks) {
        int resolution = draws.resolution(network);
        latencyMs += table.resolutions().fixedMs().get(resolution);
        Cell[] cells = table.cells(space, resolution);
        for (int s = 0; s < cells.length; s++) {
          int row = Draws.row(draws.places(s)[network], cells[s].size());
          latencyMs += cells[s].ms(row);
          mflops += cells[s].mflops(row);
          mparams += cells[s].mparams(row);
        }
      }
      int count = networks.length;
      double divisor = Math.max(1, count);
      return new Networks(count, latencyMs / divisor, mflops / divisor, mparams / divisor);
    }
  }
}
