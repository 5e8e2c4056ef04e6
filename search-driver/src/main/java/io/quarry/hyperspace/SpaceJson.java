package io.quarry.hyperspace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.config.CodeVersion;
import java.util.Locale;

/** What is told of searches over spaces, as JSON. */
final class SpaceJson {
  private final StageTable table;
  private final SpaceSettings settings;

  SpaceJson(StageTable table, SpaceSettings settings) {
    this.table = table;
    this.settings = settings;
  }

  /** An object with what was searched, how, and by which code. */
  ObjectNode head() {
    ObjectNode head = JsonNodeFactory.instance.objectNode();
    head.put("code_version", CodeVersion.text());
    head.put("table", table.name());
    head.put("spaces", table.hyperspace().size());
    ObjectNode fixed = head.putObject("fixed_ms");
    for (int r = 0; r < table.resolutions().count(); r++) {
      fixed.put(table.resolutions().labels().get(r), table.resolutions().fixedMs().get(r));
    }
    head.put("tactic", settings.tactic().name().toLowerCase(Locale.ROOT));
    head.put("evaluations", settings.evaluations());
    head.put("search_samples", settings.samples());
    head.put("population", settings.population());
    head.put("tournament", settings.tournament());
    head.put("samples", settings.finals().samples());
    head.put("best", settings.finals().best());
    head.put("target_share", settings.finals().targetShare());
    head.put("exponent", settings.finals().exponent());
    head.put("rounds", SpaceSearch.TOLD_ROUNDS);
    return head;
  }

  /** An object with a space, stage by stage, and its scores. */
  ObjectNode rescored(Rescored one) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("space", table.hyperspace().text(one.space()));
    node.put("score", one.score());
    node.put("standard_error", one.standardError());
    ArrayNode parts = node.putArray("constraints");
    for (int i = 0; i < one.parts().size(); i++) {
      Rescored.Mean mean = one.parts().get(i);
      ObjectNode part = parts.addObject();
      part.put("latency_ms", settings.latenciesMs().get(i));
      part.put("score", mean.score());
      part.put("share_within", mean.share());
      if (mean.share() > 0) {
        part.put("mean_best_loss", mean.loss());
      } else {
        part.putNull("mean_best_loss");
      }
    }
    return node;
  }

  /** Adds the stages of a space: what each is made of. */
  void addStages(StageSpace space, ObjectNode node) {
    ArrayNode stages = node.putArray("stages");
    for (int s = 0; s < table.hyperspace().stages().size(); s++) {
      addStage(space, s, stages.addObject());
    }
  }

  /** Adds the stages in which a space differs from another one. */
  void addChanges(StageSpace from, StageSpace to, ObjectNode node) {
    ArrayNode stages = node.putArray("stages");
    for (int s = 0; s < table.hyperspace().stages().size(); s++) {
      if (!from.types().get(s).equals(to.types().get(s))
          || !from.windows().get(s).equals(to.windows().get(s))) {
        addStage(to, s, stages.addObject());
      }
    }
  }

  private void addStage(StageSpace space, int s, ObjectNode node) {
    Stage stage = table.hyperspace().stages().get(s);
    node.put("stage", stage.name());
    node.put("block_type", stage.types().get(space.types().get(s)));
    node.put("window", stage.windows().get(space.windows().get(s)));
  }

  /** The text of an object, for people too. */
  static String text(ObjectNode node) {
    try {
      return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts and numbers are always JSON", e);
    }
  }
}
