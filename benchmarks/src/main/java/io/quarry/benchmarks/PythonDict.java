package io.quarry.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Lists by name, from the literal of a Python dict such as {@code {'d': [2, 0], 'w': None}}. */
final class PythonDict {
  private static final Pattern ENTRY = Pattern.compile("'(\\w+)': (None|\\[([^\\[\\]]*)\\])");

  private final Map<String, List<String>> lists = new HashMap<>();

  private PythonDict() {}

  /**
   * Parses a dict of lists of numbers or texts without commas; None counts as an empty list.
   *
   * @throws IllegalArgumentException when the text is anything else
   */
  static PythonDict parse(String literal) {
    PythonDict dict = new PythonDict();
    Matcher entry = ENTRY.matcher(literal);
    while (entry.find()) {
      String elements = entry.group(3) == null ? "" : entry.group(3);
      dict.lists.put(
          entry.group(1),
          Stream.of(elements.split(",", 0))
              .map(element -> element.strip().replace("'", ""))
              .filter(element -> !element.isEmpty())
              .toList());
    }
    if (!entry.replaceAll("").matches("\\{(, )*\\}")) {
      throw new IllegalArgumentException("No dict of lists: " + literal);
    }
    return dict;
  }

  /** One element of a list. */
  String at(String name, int index) {
    List<String> list = lists.get(name);
    if (list == null || index >= list.size()) {
      throw new IllegalArgumentException("There is no %s[%d] in %s".formatted(name, index, lists));
    }
    return list.get(index);
  }
}
