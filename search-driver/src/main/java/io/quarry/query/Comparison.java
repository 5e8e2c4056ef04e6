package io.quarry.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.quarry.objective.Objective;
import io.quarry.page.Page;
import io.quarry.pareto.ParetoFront;
import io.quarry.problem.InputException;
import io.quarry.report.FrontTable;
import io.quarry.report.Runs;
import io.quarry.store.Directory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Runs side by side: their fronts under one reference point, and what they took. */
public final class Comparison {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

  private final List<Objective> objectives;
  private final double[] reference;
  private final List<Side> sides;
  private final List<String> remarks;

  private Comparison(
      List<Objective> objectives, double[] reference, List<Side> sides, List<String> remarks) {
    this.objectives = objectives;
    this.reference = reference;
    this.sides = sides;
    this.remarks = remarks;
  }

  /**
   * One of the runs.
   *
   * @param figures what it took and how it went, by column, in the order to show them
   * @param differences keys of its configuration that decide results and differ from the first's
   */
  private record Side(
      String run, Progression progression, Map<String, String> figures, List<String> differences) {}

  /**
   * Compares runs by the objectives that they have in common, each by its own constraints. The
   * reference point is, in each objective, the worst of those that the runs' own summaries have and
   * of what is on their fronts.
   *
   * @param locations whose directories are those of the runs, two or more
   * @throws InputException when a run is not there, or they have no objective in common
   */
  public static Comparison of(List<Runs> locations) {
    if (locations.size() < 2) {
      throw new InputException("One run compares with none", "give two or more.");
    }
    List<QueriedRun.Unread> unread =
        FrontQuery.named(locations.stream().map(QueriedRun.Unread::of).toList());
    List<Objective> objectives = FrontQuery.commonObjectives(unread);
    List<QueriedRun> runs =
        unread.stream()
            .map(run -> run.read(Progression.fields(run.constraints(), objectives)))
            .toList();
    double[] reference = reference(unread, runs, objectives);
    List<Side> sides = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      Progression progression =
          Progression.of(runs.get(i), unread.get(i).constraints(), objectives, reference);
      sides.add(
          new Side(
              runs.get(i).name(),
              progression,
              figures(runs.get(i), progression),
              unread.get(0).config().differences(unread.get(i).config())));
    }
    return new Comparison(objectives, reference, sides, FrontQuery.remarks(runs, objectives));
  }

  private static double[] reference(
      List<QueriedRun.Unread> unread, List<QueriedRun> runs, List<Objective> objectives) {
    double[] worst = new double[objectives.size()];
    Arrays.fill(worst, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < runs.size(); i++) {
      JsonNode own = summary(runs.get(i)).path("reference_point");
      for (int j = 0; j < worst.length; j++) {
        Objective objective = objectives.get(j);
        if (own.has(objective.name())) {
          double value = own.get(objective.name()).asDouble();
          worst[j] = Math.max(worst[j], objective.canonical(value));
        }
      }
      double[] any = new double[worst.length]; // Volumes do not matter here.
      for (double[] point :
          Progression.of(runs.get(i), unread.get(i).constraints(), objectives, any).front()) {
        for (int j = 0; j < worst.length; j++) {
          worst[j] = Math.max(worst[j], point[j]);
        }
      }
    }
    if (!Double.isFinite(worst[0])) {
      throw new InputException(
          "No run holds a measurement to compare", "quarry status tells how they stand.");
    }
    return worst;
  }

  /** What summary.json says; nothing where there is none yet, or it is torn. */
  private static JsonNode summary(QueriedRun run) {
    JsonMapper mapper = new JsonMapper();
    if (!run.directory().directory().holds("summary.json")) {
      return mapper.createObjectNode();
    }
    try {
      return mapper.readTree(run.directory().directory().read("summary.json"));
    } catch (IOException e) {
      return mapper.createObjectNode();
    }
  }

  private static Map<String, String> figures(QueriedRun run, Progression progression) {
    Map<String, String> figures = new LinkedHashMap<>();
    figures.put("hypervolume", FrontTable.number(progression.volume()));
    figures.put("front_size", "%d".formatted(progression.front().size()));
    figures.put("evaluations", "%d".formatted(progression.evaluations()));
    figures.put("failed", "%d".formatted(run.columns().failed()));
    figures.put("reused", "%d".formatted(progression.reused()));
    figures.put("tactic", run.config().search().tactic().kind().toString());
    figures.put("seed", "%d".formatted(run.config().seed()));
    JsonNode summary = summary(run);
    summary
        .path("seconds_by_phase")
        .fields()
        .forEachRemaining(
            phase ->
                figures.put(
                    "hours_%s".formatted(phase.getKey()),
                    String.format(Locale.ROOT, "%.4f", phase.getValue().asDouble() / 3600)));
    figures.put("ended", summary.path("ended").asText("not-yet"));
    run.predictors().forEach((name, tau) -> figures.put("tau_" + name, tau));
    return figures;
  }

  /** What the user should know beside the figures, a line each. */
  public List<String> remarks() {
    return List.copyOf(remarks);
  }

  /** The share of a side's front that the points of another dominate, in percent. */
  private static double covered(Side side, Side by) {
    List<double[]> front = side.progression.front();
    long dominated =
        front.stream()
            .filter(
                point ->
                    by.progression.front().stream()
                        .anyMatch(other -> ParetoFront.dominates(other, point)))
            .count();
    return front.isEmpty() ? 0 : 100.0 * dominated / front.size();
  }

  /** All names of figures, in order. */
  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    sides.forEach(side -> names.addAll(side.figures.keySet()));
    return names;
  }

  /** Tables for a terminal: a column a run. */
  public String text() {
    List<List<String>> rows = new ArrayList<>();
    for (String name : names()) {
      List<String> row = new ArrayList<>(List.of(name.replace('_', ' ')));
      sides.forEach(side -> row.add(shown(name, side.figures.getOrDefault(name, ""))));
      rows.add(row);
    }
    double most = sides.stream().mapToDouble(side -> side.progression.volume()).max().orElse(0);
    List<String> share = new ArrayList<>(List.of("% of the largest"));
    sides.forEach(
        side ->
            share.add(
                String.format(
                    Locale.ROOT, "%.2f", most == 0 ? 0 : 100 * side.progression.volume() / most)));
    rows.add(1, share);
    for (Side by : sides) {
      List<String> row = new ArrayList<>(List.of("% dominated by " + by.run));
      sides.forEach(
          side ->
              row.add(
                  side.run.equals(by.run)
                      ? ""
                      : String.format(Locale.ROOT, "%.1f", covered(side, by))));
      rows.add(row);
    }
    StringBuilder text = new StringBuilder(table(rows));
    text.append(System.lineSeparator()).append(System.lineSeparator());
    text.append("hypervolumes up to ").append(referenceText());
    for (Side side : sides.subList(1, sides.size())) {
      text.append(System.lineSeparator())
          .append(side.run)
          .append(" differs from ")
          .append(sides.get(0).run)
          .append(" in ")
          .append(
              side.differences.isEmpty()
                  ? "nothing that decides results"
                  : String.join(", ", side.differences));
    }
    return text.toString();
  }

  private static String shown(String name, String value) {
    return name.equals("hypervolume")
        ? String.format(Locale.ROOT, "%.6g", Double.parseDouble(value))
        : value;
  }

  private String table(List<List<String>> rows) {
    List<Column> columns = new ArrayList<>(List.of(column("", HorizontalAlign.LEFT)));
    sides.forEach(side -> columns.add(column(side.run, HorizontalAlign.RIGHT)));
    return AsciiTable.getTable(
        AsciiTable.NO_BORDERS,
        columns.toArray(Column[]::new),
        rows.stream().map(row -> row.toArray(String[]::new)).toArray(String[][]::new));
  }

  private String referenceText() {
    List<String> texts = new ArrayList<>();
    for (int j = 0; j < reference.length; j++) {
      Objective objective = objectives.get(j);
      // Minimised twice it is as it was measured.
      texts.add(
          "%s %s"
              .formatted(objective.name(), FrontTable.rounded(objective.canonical(reference[j]))));
    }
    return String.join(", ", texts);
  }

  /** CSV: a line a run. */
  public String csv() {
    StringBuilder csv = new StringBuilder();
    CSVFormat format = CSVFormat.RFC4180.builder().setRecordSeparator('\n').build();
    try (CSVPrinter printer = new CSVPrinter(csv, format)) {
      List<String> header = new ArrayList<>(List.of("run"));
      header.addAll(names());
      header.add("differences");
      printer.printRecord(header);
      for (Side side : sides) {
        List<String> row = new ArrayList<>(List.of(side.run));
        names().forEach(name -> row.add(side.figures.getOrDefault(name, "")));
        row.add(String.join(" ", side.differences));
        printer.printRecord(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot fail", e);
    }
    return csv.toString();
  }

  /** JSON on one line: the figures, fronts, and the hypervolume over evaluations. */
  public String json() {
    try {
      return new JsonMapper().writeValueAsString(tree());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree is always JSON", e);
    }
  }

  /** The same as a page to look at, HTML in UTF-8 that needs no network. */
  byte[] html() {
    String script = Page.text(Comparison.class, "compare.js");
    return new Page("Searches side by side", tree(), List.of(script)).html();
  }

  /**
   * Writes the page.
   *
   * @param location that of the file
   */
  public void write(Runs location) {
    Directory file = location.directory();
    file.parent().write(file.name(), html());
  }

  private ObjectNode tree() {
    ObjectNode node = new JsonMapper().createObjectNode();
    ObjectNode corner = node.putObject("reference_point");
    for (int j = 0; j < reference.length; j++) {
      corner.put(objectives.get(j).column(), objectives.get(j).canonical(reference[j]));
    }
    ArrayNode runs = node.putArray("runs");
    for (Side side : sides) {
      ObjectNode one = runs.addObject().put("run", side.run);
      side.figures.forEach(
          (name, value) -> {
            if (NUMBER.matcher(value).matches()) {
              one.put(name, Double.parseDouble(value));
            } else {
              one.put(name, value);
            }
          });
      ArrayNode front = one.putArray("front");
      for (double[] point : side.progression.front()) {
        ObjectNode values = front.addObject();
        for (int j = 0; j < point.length; j++) {
          values.put(objectives.get(j).column(), objectives.get(j).canonical(point[j]));
        }
      }
      ArrayNode steps = one.putArray("hypervolume_by_evaluations");
      side.progression.steps().forEach(step -> steps.addArray().add((int) step[0]).add(step[1]));
      ObjectNode covered = one.putObject("dominated_percent");
      sides.stream()
          .filter(by -> !by.run.equals(side.run))
          .forEach(by -> covered.put(by.run, covered(side, by)));
      side.differences.forEach(one.putArray("differences")::add);
    }
    remarks.forEach(node.putArray("remarks")::add);
    return node;
  }

  private static Column column(String title, HorizontalAlign align) {
    return new Column()
        .header(title)
        .headerAlign(align)
        .dataAlign(align)
        .maxWidth(Integer.MAX_VALUE);
  }
}
