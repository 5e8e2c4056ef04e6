package io.quarry.config;

import com.typesafe.config.ConfigObject;
import io.quarry.problem.InputException;
import io.quarry.problem.Nearest;
import io.quarry.quantize.Agreement;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Place;
import io.quarry.quantize.Target;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** From the description of a target to its record; collects every problem before it gives up. */
final class TargetParser {
  /** Those that are described beside the defaults. */
  static final List<String> READY = List.of("packed", "x86-avx2", "x86-vnni");

  private static final String KEY = "target";
  private static final String FILE_SUFFIX = ".conf";
  private static final SortedMap<String, Agreement> AGREEMENTS =
      ConfigParser.labels(Agreement.values(), Agreement::label);

  private TargetParser() {}

  /** The target of a policy: named, in a file, or described on the spot. */
  static Target read(Section policy, ConfigFiles files) {
    return policy.holds(KEY, ConfigObject.class)
        ? described(policy.section(KEY))
        : policy.converted(KEY, text -> named(text, files), Target.any());
  }

  private static Target named(String text, ConfigFiles files) {
    if (text.equals(Target.ANY)) {
      return Target.any();
    }
    if (READY.contains(text)) {
      return parse(ConfigSources.resource("targets/" + text + FILE_SUFFIX), text);
    }
    if (text.endsWith(FILE_SUFFIX)) {
      return parse(ConfigSources.read(text, files), text);
    }
    List<String> known = Stream.concat(Stream.of(Target.ANY), READY.stream()).toList();
    throw new InputException(
        "There is no target %s; known: %s".formatted(text, String.join(", ", known)),
        "%s was meant, or the path of a description that ends in %s."
            .formatted(Nearest.of(text, known), FILE_SUFFIX));
  }

  private static Target parse(ConfigObject description, String name) {
    Problems problems = new Problems("Target " + name);
    Target target = described(new Section(description, "", problems));
    problems.throwIfAny();
    return target;
  }

  private static Target described(Section section) {
    Target target =
        new Target(
            section.parsed(
                "name",
                "a text of letters, digits, dots and dashes",
                ConfigParser::name,
                Target.ANY),
            section.text("description"),
            section.text("runtime"),
            section.flag("latency"),
            formats(section),
            section.has("agree") ? section.choices("agree", AGREEMENTS) : List.of());
    section.rejectUnknown();
    return target;
  }

  private static SortedMap<Place, List<LayerFormats>> formats(Section section) {
    SortedMap<Place, List<LayerFormats>> read = new TreeMap<>();
    if (section.has("formats")) {
      Section formats = section.section("formats");
      for (Place place : Place.values()) {
        if (formats.has(place.label())) {
          read.put(
              place,
              formats.allConverted(place.label(), LayerFormats::parse, LayerFormats.float32()));
        }
      }
      formats.rejectUnknown();
    }
    return read;
  }

  /** The inverse of {@link #read}. */
  static Map<String, Object> tree(Target target) {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("name", target.name());
    tree.put("description", target.description());
    tree.put("runtime", target.runtime());
    tree.put("latency", target.latency());
    SortedMap<String, Object> formats = new TreeMap<>();
    target
        .formats()
        .forEach(
            (place, allowed) ->
                formats.put(place.label(), allowed.stream().map(LayerFormats::text).toList()));
    tree.put("formats", formats);
    if (!target.agreements().isEmpty()) {
      tree.put("agree", target.agreements().stream().map(Agreement::label).toList());
    }
    return tree;
  }
}
