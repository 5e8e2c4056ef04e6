package io.quarry.hyperspace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.config.CodeVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * What searches over spaces found, and what to hold beside it.
 *
 * @param table its figures are from
 * @param settings of the searches
 * @param runs one a seed, at least one
 * @param random spaces drawn at random
 * @param ofOneType by block type, the best space that has no other
 * @param given spaces that the user named
 * @param front of all runs, where there are several constraints
 * @param stopped whether the user asked to stop before all was done
 */
public record SpaceSearchResult(
    StageTable table,
    SpaceSettings settings,
    List<SpaceRun> runs,
    List<Rescored> random,
    Map<String, Rescored> ofOneType,
    List<Rescored> given,
    List<Rescored> front,
    boolean stopped) {
  private static final int PERCENT = 100;
  private static final CSVFormat CSV = CSVFormat.RFC4180.builder().setRecordSeparator('\n').build();

  public SpaceSearchResult {
    runs = List.copyOf(runs);
    random = List.copyOf(random);
    ofOneType = Collections.unmodifiableMap(new LinkedHashMap<>(ofOneType));
    given = List.copyOf(given);
    front = List.copyOf(front);
  }

  /** The best of all runs. */
  public SpaceRun best() {
    return runs.stream().max(Comparator.comparingDouble(run -> run.winner().score())).orElseThrow();
  }

  /** Whether some network of the best space keeps a constraint. */
  public boolean isFeasible() {
    return runs.stream().anyMatch(run -> run.winner().isFeasible());
  }

  /** What the runs found, and what is beside it, as aligned tables. */
  public String text() {
    return new SpaceText(this).text();
  }

  /** What is to be said of the best space, as lines that begin with {@code #}. */
  public String remarks() {
    Rescored winner = best().winner();
    StringBuilder text = new StringBuilder();
    line(
        text,
        "Found by quarry space %s on %s: the best of %s spaces that seed %d found,",
        CodeVersion.text(),
        table.name(),
        table.hyperspace().size(),
        best().seed());
    line(
        text,
        "which scored %d. Q-T score %.4f, standard error %.4f, of %d networks a time.",
        best().spaces(),
        winner.score(),
        winner.standardError(),
        settings.finals().samples());
    for (int i = 0; i < winner.parts().size(); i++) {
      Rescored.Mean part = winner.parts().get(i);
      line(
          text,
          "Within %s ms: %.3f %% of its networks in int8; mean loss of the best %d: %.4f.",
          settings.latencyTexts().get(i),
          PERCENT * part.share(),
          settings.finals().best(),
          part.loss());
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append("# ").append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** A row a run, then one for each space that was drawn, has one block type, or was given. */
  public String csv() {
    StringBuilder csv = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(csv, CSV)) {
      printer.printRecord(header());
      for (SpaceRun run : runs) {
        printer.printRecord(
            row(
                "run",
                run.winner(),
                run.seed(),
                run.evaluations(),
                run.spaces(),
                run.rescores(),
                run.seconds()));
      }
      for (Rescored one : random) {
        printer.printRecord(row("random", one, "", "", "", "", ""));
      }
      for (Rescored one : ofOneType.values()) {
        printer.printRecord(row("one-type", one, "", "", "", "", ""));
      }
      for (Rescored one : given) {
        printer.printRecord(row("given", one, "", "", "", "", ""));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("A text does not fail", e);
    }
    return csv.toString();
  }

  private List<String> header() {
    List<String> header = new ArrayList<>(List.of("kind", "space", "score", "standard_error"));
    for (String ms : settings.latencyTexts()) {
      header.add("score_%s_ms".formatted(ms));
      header.add("share_within_%s_ms".formatted(ms));
      header.add("mean_best_loss_%s_ms".formatted(ms));
    }
    header.addAll(List.of("seed", "evaluations", "spaces", "rescores", "seconds"));
    return header;
  }

  private List<Object> row(String kind, Rescored one, Object... more) {
    List<Object> row = new ArrayList<>();
    row.add(kind);
    row.add(table.hyperspace().text(one.space()));
    row.add(one.score());
    row.add(one.standardError());
    for (Rescored.Mean mean : one.parts()) {
      row.add(mean.score());
      row.add(mean.share());
      row.add(mean.share() > 0 ? mean.loss() : "");
    }
    row.addAll(List.of(more));
    return row;
  }

  /** All of it as an object of JSON. */
  public String json() {
    SpaceJson json = new SpaceJson(table, settings);
    ObjectNode root = json.head();
    root.put("stopped", stopped);
    ArrayNode ofRuns = root.putArray("runs");
    for (SpaceRun run : runs) {
      ObjectNode node = ofRuns.addObject();
      node.put("seed", run.seed());
      node.setAll(json.rescored(run.winner()));
      node.put("evaluations", run.evaluations());
      node.put("spaces", run.spaces());
      node.put("rescores", run.rescores());
      node.put("seconds", run.seconds());
    }
    root.set("best", json.rescored(best().winner()));
    add(json, random, root.putArray("random"));
    add(json, List.copyOf(ofOneType.values()), root.putArray("one_type"));
    add(json, given, root.putArray("given"));
    add(json, front, root.putArray("front"));
    return SpaceJson.text(root);
  }

  private static void add(SpaceJson json, List<Rescored> spaces, ArrayNode array) {
    spaces.forEach(one -> array.add(json.rescored(one)));
  }
}
