package io.quarry.config;

import com.typesafe.config.ConfigObject;
import io.quarry.objective.Objective;
import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * From a {@code table.conf} or {@code stages.conf} to its record; collects every problem before it
 * gives up.
 */
final class TableParser {
  private static final SortedMap<String, Decision.Kind> KINDS =
      ConfigParser.labels(Decision.Kind.values(), ConfigText::label);
  private static final SortedMap<String, Objective.Direction> DIRECTIONS =
      ConfigParser.labels(Objective.Direction.values(), ConfigText::label);
  private static final SortedMap<String, Double> SECONDS =
      new TreeMap<>(Map.of("ms", 1e-3, "s", 1.0, "min", 60.0, "h", 3600.0));

  /** What stages.conf calls the parts that are in every network. */
  private static final String FIXED = "fixed-ms";

  /** For people alone. */
  private static final List<String> REMARKS = List.of("source", "licence");

  private TableParser() {}

  static TableDescription parse(Path file) {
    Problems problems = new Problems("The table's description");
    Section root =
        new Section(ConfigSources.read(file.toString(), ConfigFiles.local()), "", problems);
    String name = name(root);
    List<Decision> decisions = decisions(root.sections("decisions"));
    List<Objective> objectives = objectives(root.sections("objectives"));
    String column = "";
    double seconds = 1;
    if (root.has("duration")) {
      Section duration = root.section("duration");
      column = duration.text("column");
      seconds = duration.choice("unit", SECONDS);
      duration.rejectUnknown();
    }
    SortedMap<String, Double> reference = referencePoint(root, objectives);
    REMARKS.stream().filter(root::has).forEach(root::anyText);
    root.rejectUnknown();
    problems.throwIfAny();
    return new TableDescription(
        name, SearchSpace.of(decisions), objectives, column, seconds, reference);
  }

  static StageTableDescription parseStages(Path file) {
    Problems problems = new Problems("The description of the stages");
    Section root =
        new Section(ConfigSources.read(file.toString(), ConfigFiles.local()), "", problems);
    String name = name(root);
    SortedMap<String, Double> fixedMs = new TreeMap<>();
    if (root.holds(FIXED, ConfigObject.class)) {
      fixedMs.putAll(root.numbers(FIXED));
    } else if (root.has(FIXED)) {
      fixedMs.put("", root.number(FIXED, Interval.any()));
    }
    REMARKS.stream().filter(root::has).forEach(root::anyText);
    root.rejectUnknown();
    problems.throwIfAny();
    return new StageTableDescription(name, fixedMs);
  }

  private static String name(Section root) {
    return root.parsed(
        "name", "a text of letters, digits, dots and dashes", ConfigParser::name, "-");
  }

  private static List<Decision> decisions(List<Section> sections) {
    Map<String, Decision> earlier = new LinkedHashMap<>();
    for (Section section : sections) {
      Decision decision = decision(section, earlier);
      if (earlier.putIfAbsent(decision.name(), decision) != null && section.has("name")) {
        section.refuse("name", "the name of no other decision");
      }
    }
    return List.copyOf(earlier.values());
  }

  private static Decision decision(Section section, Map<String, Decision> earlier) {
    String name = section.text("name");
    Decision.Kind kind = section.choice("kind", KINDS);
    List<String> values = section.texts("values");
    if (kind == Decision.Kind.ORDINAL && !values.stream().allMatch(TableParser::isNumber)) {
      section.refuse("values", "numbers, as its kind is ordinal");
      kind = Decision.Kind.CATEGORICAL;
    }
    List<Condition> conditions = new ArrayList<>();
    if (section.has("when")) {
      section
          .textLists("when")
          .forEach((other, allowed) -> conditions.add(new Condition(other, allowed)));
      if (!conditions.stream().allMatch(condition -> isPossible(condition, earlier))) {
        section.refuse("when", "{ earlier-decision = [some of its values], … }");
      }
    }
    section.rejectUnknown();
    return new Decision(name, kind, values, conditions);
  }

  private static boolean isPossible(Condition condition, Map<String, Decision> earlier) {
    Decision other = earlier.get(condition.decision());
    return other != null && other.values().containsAll(condition.values());
  }

  private static boolean isNumber(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static List<Objective> objectives(List<Section> sections) {
    Map<String, Objective> read = new LinkedHashMap<>();
    for (Section section : sections) {
      String name = section.text("name");
      Objective objective =
          new Objective(
              name,
              section.has("column") ? section.text("column") : name,
              section.anyText("unit"),
              section.choice("direction", DIRECTIONS));
      if (read.putIfAbsent(name, objective) != null && section.has("name")) {
        section.refuse("name", "the name of no other objective");
      }
      section.rejectUnknown();
    }
    return List.copyOf(read.values());
  }

  private static SortedMap<String, Double> referencePoint(
      Section root, List<Objective> objectives) {
    if (!root.has("reference-point")) {
      return new TreeMap<>();
    }
    SortedMap<String, Double> point = root.numbers("reference-point");
    List<String> names = objectives.stream().map(Objective::name).toList();
    if (!names.containsAll(point.keySet())) {
      String known = names.stream().collect(Collectors.joining(", "));
      root.refuse("reference-point", "values for some of " + known);
    }
    return point;
  }
}
