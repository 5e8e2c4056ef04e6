package io.quarry.notebooks;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A note's forms as somebody filled them in. In Scala it stands for Zeppelin's {@code z}; the
 * method has the name and the types that it has in {@code ZeppelinContext}.
 */
public final class Forms {
  /** {@code ${name=default,option|option}}, options or not. */
  private static final Pattern FORM = Pattern.compile("\\$\\{([^=}(:]+)=([^},]*)(,[^}]*)?}");

  private final Map<String, String> values = new HashMap<>();

  /** Fills a form in. */
  void fill(String name, String value) {
    values.put(name, value);
  }

  /** What stands in a form. */
  public Object textbox(String name, String defaultValue) {
    return values.getOrDefault(name, defaultValue);
  }

  /** A text of SQL with its forms replaced by what stands in them. */
  String filled(String text) {
    return FORM.matcher(text)
        .replaceAll(
            form -> Matcher.quoteReplacement(values.getOrDefault(form.group(1), form.group(2))));
  }
}
