package io.quarry.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.quarry.problem.InputException;
import io.quarry.problem.Nearest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One object of a configuration, read key by key. A value that cannot be used becomes a problem,
 * and a legal value of its type stands in for it, so that the reading goes on to the next problem.
 */
final class Section {
  private static final String TEXT = "a text";

  private final ConfigObject object;
  private final String path;
  private final Problems problems;
  private final TreeSet<String> known = new TreeSet<>();

  Section(ConfigObject object, String path, Problems problems) {
    this.object = object;
    this.path = path;
    this.problems = problems;
  }

  /** A text that is not blank. */
  String text(String key) {
    return one(key, TEXT, text -> text.isBlank() ? Optional.empty() : Optional.of(text), "-");
  }

  /** A text, perhaps empty. */
  String anyText(String key) {
    return one(key, TEXT, Optional::of, "");
  }

  long integer(String key, Interval range) {
    return one(
        key,
        "a whole number" + range.text(),
        text -> wholeNumber(text, range),
        (long) Math.ceil(range.low()));
  }

  /** A whole number of the range that an int holds. */
  int count(String key, Interval range) {
    return one(key, "a whole number" + range.text(), counts(range), (int) range.low());
  }

  double number(String key, Interval range) {
    double standIn = range.contains(range.low()) ? range.low() : Math.min(1, range.high());
    return one(key, "a number" + range.text(), text -> real(text, range), standIn);
  }

  /** A number, or the value of a word that may stand in its place. */
  double numberOr(String key, Interval range, String word, double value) {
    return one(
        key,
        "%s, or a number%s".formatted(word, range.text()),
        text -> text.equals(word) ? Optional.of(value) : real(text, range),
        value);
  }

  boolean flag(String key) {
    return one(key, "true or false", choice(Map.of("true", true, "false", false)), false);
  }

  /** One of the given labels, as what it stands for. */
  <T> T choice(String key, SortedMap<String, T> labels) {
    return choice(key, labels, labels.get(labels.firstKey()));
  }

  /** One of the given labels, as what it stands for; another value for what is no label. */
  <T> T choice(String key, SortedMap<String, T> labels, T standIn) {
    return one(key, oneOf(labels), choice(labels), standIn);
  }

  /** A list of distinct labels, as what they stand for. */
  <T> List<T> choices(String key, SortedMap<String, T> labels) {
    return many(key, oneOf(labels), choice(labels), labels.get(labels.firstKey()));
  }

  /** What {@code parse} makes of a text; the label stands in for what it refuses. */
  <T> T parsed(String key, String expected, Function<String, Optional<T>> parse, T standIn) {
    return one(key, expected, parse, standIn);
  }

  /** What {@code convert} makes of a text; it refuses by an {@link InputException}. */
  <T> T converted(String key, Function<String, T> convert, T standIn) {
    return value(key).flatMap(value -> converted(value, pathOf(key), convert)).orElse(standIn);
  }

  /** What {@code convert} makes of each text of a list; it refuses as in {@link #converted}. */
  <T> List<T> allConverted(String key, Function<String, T> convert, T standIn) {
    return many(key, TEXT, (value, name) -> converted(value, name, convert), standIn);
  }

  /** What {@code convert} makes of each text of a list, perhaps none; it refuses likewise. */
  <T> List<T> anyConverted(String key, Function<String, T> convert) {
    boolean none = has(key) && object.get(key) instanceof ConfigList list && list.isEmpty();
    return none ? List.of() : sound(key, TEXT, (value, name) -> converted(value, name, convert));
  }

  /**
   * Lists of texts under the keys of this object, which are free, however deep; a plain value is a
   * list of one.
   *
   * @param convert from the keys of a list, joined by dots, and its texts; it refuses by an {@link
   *     InputException}
   */
  SortedMap<String, List<String>> lists(BiFunction<String, List<String>, List<String>> convert) {
    SortedMap<String, List<String>> read = new TreeMap<>();
    collectLists("", convert, read);
    return read;
  }

  /** Adds a problem with the value of a key that an {@link InputException} tells. */
  void refuse(String key, InputException problem) {
    problems.add(object.get(key).origin(), "%s: %s".formatted(pathOf(key), problem.getMessage()));
  }

  private void collectLists(
      String prefix,
      BiFunction<String, List<String>, List<String>> convert,
      SortedMap<String, List<String>> read) {
    for (String key : new TreeSet<>(object.keySet())) {
      String name = prefix + key;
      if (object.get(key) instanceof ConfigObject) {
        section(key).collectLists(name + ".", convert, read);
      } else if (read.containsKey(name)) {
        refuse(key, "given once");
      } else {
        listOf(key)
            .flatMap(texts -> tried(key, () -> convert.apply(name, texts)))
            .ifPresent(texts -> read.put(name, texts));
      }
    }
  }

  /** The texts of a list, or the one text; empty where a text is none. */
  private Optional<List<String>> listOf(String key) {
    List<? extends ConfigValue> elements =
        object.get(key) instanceof ConfigList list ? list : List.of(object.get(key));
    List<String> texts =
        elements.stream()
            .flatMap(value -> scalar(value, pathOf(key), TEXT, Optional::of).stream())
            .toList();
    return texts.size() == elements.size() ? Optional.of(texts) : Optional.empty();
  }

  private <T> Optional<T> tried(String key, Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (InputException e) {
      refuse(key, e);
      return Optional.empty();
    }
  }

  /** Distinct whole numbers in ascending order. */
  List<Integer> ascending(String key, Interval range) {
    List<Integer> read =
        many(key, "a whole number" + range.text(), counts(range), (int) range.low());
    if (!read.equals(read.stream().sorted().toList())) {
      refuse(key, "in ascending order");
    }
    return read;
  }

  /** Numbers by key; the keys are free. */
  SortedMap<String, Double> numbers(String key) {
    Section section = section(key);
    SortedMap<String, Double> read = new TreeMap<>();
    section.object.keySet().forEach(k -> read.put(k, section.number(k, Interval.any())));
    return read;
  }

  /** Distinct texts as they are written. */
  List<String> texts(String key) {
    return many(key, TEXT, Optional::of, "-");
  }

  /** Lists of distinct texts by key; the keys are free and may hold dots. */
  SortedMap<String, List<String>> textLists(String key) {
    SortedMap<String, List<String>> read = new TreeMap<>();
    section(key).addTextLists("", read);
    return read;
  }

  private void addTextLists(String prefix, SortedMap<String, List<String>> read) {
    for (String key : new TreeSet<>(object.keySet())) {
      if (object.get(key) instanceof ConfigObject) {
        section(key).addTextLists(prefix + key + ".", read);
      } else {
        read.put(prefix + key, texts(key));
      }
    }
  }

  /** The object under a key. What is none is one problem, and so not one more for each key. */
  Section section(String key) {
    return value(key)
        .flatMap(value -> objectOf(value, pathOf(key), "an object { … }"))
        .map(inner -> new Section(inner, pathOf(key), problems))
        .orElseGet(() -> new Section(object.withOnlyKey(""), pathOf(key), new Problems()));
  }

  /** The objects of a list under a key, at least one where the list itself is sound. */
  List<Section> sections(String key) {
    String expected = "a list of objects [{ … }]";
    List<Section> read = new ArrayList<>();
    for (ConfigValue element : elements(key, expected)) {
      String name = "%s[%d]".formatted(pathOf(key), read.size());
      objectOf(element, name, "an object { … }")
          .ifPresent(inner -> read.add(new Section(inner, name, problems)));
    }
    return read;
  }

  /** Whether the key is there; it counts as known from now on. */
  boolean has(String key) {
    known.add(key);
    ConfigValue value = object.get(key);
    return value != null && value.valueType() != ConfigValueType.NULL;
  }

  /** Whether the value of a key is an object, which {@link #section} reads, a list, or none. */
  boolean holds(String key, Class<? extends ConfigValue> type) {
    return type.isInstance(object.get(key));
  }

  /** Adds a problem with the value of a key that {@link #has} been read. */
  void refuse(String key, String expected) {
    refuse(object.get(key), pathOf(key), expected);
  }

  /** Counts every key as known. */
  void acceptRest() {
    known.addAll(object.keySet());
  }

  /** Every key that nothing asked for is a problem; to be called when all have been read. */
  void rejectUnknown() {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      if (!known.contains(entry.getKey())) {
        problems.add(
            entry.getValue().origin(),
            "%s is not a key".formatted(pathOf(entry.getKey())),
            "%s was meant.".formatted(pathOf(nearest(entry.getKey()))));
      }
    }
  }

  private String nearest(String key) {
    return known.isEmpty() ? key : Nearest.of(key, known);
  }

  private <T> T one(String key, String expected, Function<String, Optional<T>> parse, T standIn) {
    return value(key).flatMap(value -> scalar(value, pathOf(key), expected, parse)).orElse(standIn);
  }

  private <T> List<T> many(
      String key, String expected, Function<String, Optional<T>> parse, T standIn) {
    return many(key, expected, (value, name) -> scalar(value, name, expected, parse), standIn);
  }

  private <T> List<T> many(
      String key, String expected, BiFunction<ConfigValue, String, Optional<T>> read, T standIn) {
    List<T> sound = sound(key, expected, read);
    return sound.isEmpty() ? List.of(standIn) : sound;
  }

  private <T> List<T> sound(
      String key, String expected, BiFunction<ConfigValue, String, Optional<T>> read) {
    List<T> sound = new ArrayList<>();
    List<? extends ConfigValue> elements = elements(key, "a list [ … ], each element " + expected);
    for (int i = 0; i < elements.size(); i++) {
      read.apply(elements.get(i), "%s[%d]".formatted(pathOf(key), i)).ifPresent(sound::add);
    }
    if (new HashSet<>(sound).size() < sound.size()) {
      refuse(key, "without repeats");
    }
    return sound.stream().distinct().toList();
  }

  private List<? extends ConfigValue> elements(String key, String expected) {
    Optional<ConfigValue> value = value(key);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof ConfigList list && !list.isEmpty()) {
      return list;
    }
    refuse(value.get(), pathOf(key), expected);
    return List.of();
  }

  private <T> Optional<T> scalar(
      ConfigValue value, String name, String expected, Function<String, Optional<T>> parse) {
    boolean plain =
        value.valueType() == ConfigValueType.STRING
            || value.valueType() == ConfigValueType.NUMBER
            || value.valueType() == ConfigValueType.BOOLEAN;
    Optional<T> read = plain ? parse.apply(written(value)) : Optional.empty();
    if (read.isEmpty()) {
      refuse(value, name, expected);
    }
    return read;
  }

  /** The text as it stands in the file: of 007 the zeros count. */
  private static String written(ConfigValue value) {
    return value.atKey("value").getString("value");
  }

  private <T> Optional<T> converted(ConfigValue value, String name, Function<String, T> convert) {
    try {
      return scalar(value, name, TEXT, text -> Optional.of(convert.apply(text)));
    } catch (InputException e) {
      problems.add(value.origin(), "%s: %s".formatted(name, e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<ConfigObject> objectOf(ConfigValue value, String name, String expected) {
    if (value instanceof ConfigObject inner) {
      return Optional.of(inner);
    }
    refuse(value, name, expected);
    return Optional.empty();
  }

  private Optional<ConfigValue> value(String key) {
    if (has(key)) {
      return Optional.of(object.get(key));
    }
    problems.add(object.origin(), "%s is missing".formatted(pathOf(key)));
    return Optional.empty();
  }

  private void refuse(ConfigValue value, String name, String expected) {
    String shown = value.render(ConfigText.CONCISE);
    problems.add(value.origin(), "%s = %s, but must be %s".formatted(name, shown, expected));
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static <T> Function<String, Optional<T>> choice(Map<String, T> labels) {
    return text -> Optional.ofNullable(labels.get(text));
  }

  private static Optional<Long> wholeNumber(String text, Interval range) {
    try {
      return decimal(text)
          .filter(number -> range.contains(number.doubleValue()))
          .map(BigDecimal::longValueExact);
    } catch (ArithmeticException e) {
      return Optional.empty(); // It has a fraction, or no long holds it.
    }
  }

  private static Optional<Double> real(String text, Interval range) {
    return decimal(text).map(BigDecimal::doubleValue).filter(range::contains);
  }

  private static Optional<BigDecimal> decimal(String text) {
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Function<String, Optional<Integer>> counts(Interval range) {
    return text ->
        wholeNumber(text, range)
            .filter(number -> number.equals((long) number.intValue()))
            .map(Long::intValue);
  }

  private static String oneOf(SortedMap<String, ?> labels) {
    return "one of " + String.join(", ", labels.keySet());
  }
}
