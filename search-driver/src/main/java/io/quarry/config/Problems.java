package io.quarry.config;

import com.typesafe.config.ConfigOrigin;
import io.quarry.problem.InputException;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a configuration, collected so that all of it is reported together. */
final class Problems {
  private static final String MERGED = "merge of ";

  private final String subject;
  private final List<String> found = new ArrayList<>();

  /** With the configuration of a run. */
  Problems() {
    this("The configuration");
  }

  /** With what messages call {@code subject}. */
  Problems(String subject) {
    this.subject = subject;
  }

  void add(ConfigOrigin origin, String message) {
    String newLine = System.lineSeparator();
    found.add(place(origin) + ": " + message.replace(newLine, newLine + "    "));
  }

  void add(ConfigOrigin origin, String message, String maybe) {
    add(origin, message + System.lineSeparator() + "Maybe " + maybe);
  }

  /** How many there are. */
  int count() {
    return found.size();
  }

  /** Ends the reading where anything was found. */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw exception();
    }
  }

  /** All that was found, as one exception. */
  InputException exception() {
    String count = found.size() == 1 ? "a problem" : found.size() + " problems";
    String separator = System.lineSeparator() + "  ";
    return new InputException(
        "%s has %s:%s%s".formatted(subject, count, separator, String.join(separator, found)));
  }

  /** {@code my.conf: 4}; of merged objects the one that goes before the others. */
  private static String place(ConfigOrigin origin) {
    String description = origin.description();
    return description.startsWith(MERGED)
        ? description.substring(MERGED.length()).split(",", 2)[0]
        : description;
  }
}
