package io.quarry.query;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A condition on a row.
 *
 * <p>A comparison of something that the row has no value of does not hold; what is not measured is
 * neither small nor large. A name that stands for several decisions {@code =} a value where all of
 * those that are active have it, and {@code !=} it where none has.
 */
sealed interface Filter {

  /** Whether a row satisfies it. */
  boolean holds(Values row);

  /** Its canonical text, which reads back as an equal filter. */
  String text();

  /** What it speaks of, name by name. */
  void forEachField(Consumer<Field> action);

  /** A row's values. */
  interface Values {
    /** NaN where there is none. */
    double number(Field field);

    /** Empty where there is none. */
    String text(Field field);

    /** The value of a decision, empty where it is not active. */
    String decision(String name);
  }

  /** All of several; of none: everything. */
  record And(List<Filter> parts) implements Filter {
    public And {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean holds(Values row) {
      for (Filter part : parts) {
        if (!part.holds(row)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public String text() {
      return parts.stream()
          .map(
              part -> part instanceof And || part instanceof Or ? inParentheses(part) : part.text())
          .collect(Collectors.joining(" and "));
    }

    @Override
    public void forEachField(Consumer<Field> action) {
      parts.forEach(part -> part.forEachField(action));
    }
  }

  /** One of several at least. */
  record Or(List<Filter> parts) implements Filter {
    public Or {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean holds(Values row) {
      for (Filter part : parts) {
        if (part.holds(row)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public String text() {
      return parts.stream()
          .map(part -> part instanceof Or ? inParentheses(part) : part.text())
          .collect(Collectors.joining(" or "));
    }

    @Override
    public void forEachField(Consumer<Field> action) {
      parts.forEach(part -> part.forEachField(action));
    }
  }

  /** The contrary. */
  record Not(Filter part) implements Filter {
    public Not {
      Objects.requireNonNull(part, "part");
    }

    @Override
    public boolean holds(Values row) {
      return !part.holds(row);
    }

    @Override
    public String text() {
      boolean several = part instanceof And || part instanceof Or;
      return "not " + (several ? inParentheses(part) : part.text());
    }

    @Override
    public void forEachField(Consumer<Field> action) {
      part.forEachField(action);
    }
  }

  /** A number against a limit, in the field's unit. */
  record Bound(Field field, Relation relation, double limit) implements Filter {
    @Override
    public boolean holds(Values row) {
      return relation.holds(row.number(field), limit);
    }

    @Override
    public String text() {
      BigDecimal plain = BigDecimal.valueOf(limit).stripTrailingZeros();
      String number = plain.signum() == 0 ? "0" : plain.toPlainString();
      return "%s %s %s".formatted(field.name(), relation.sign(), number);
    }

    @Override
    public void forEachField(Consumer<Field> action) {
      action.accept(field);
    }
  }

  /** A text, or the values of decisions, against a word. */
  record Choice(Field field, Relation relation, String value) implements Filter {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}._/+-]+");

    @Override
    public boolean holds(Values row) {
      if (field.kind() != Field.Kind.DECISION) {
        String text = row.text(field);
        return !text.isEmpty() && text.equals(value) == (relation == Relation.IS);
      }
      boolean active = false;
      for (String decision : field.decisions()) {
        String text = row.decision(decision);
        if (!text.isEmpty()) {
          active = true;
          if (!holds(text)) {
            return false;
          }
        }
      }
      return active;
    }

    private boolean holds(String text) {
      return switch (relation) {
        case IS -> text.equals(value);
        case NOT -> !text.equals(value);
        default -> relation.holds(Double.parseDouble(text), Double.parseDouble(value));
      };
    }

    @Override
    public String text() {
      boolean plain = WORD.matcher(value).matches() && !FilterParser.KEYWORDS.contains(value);
      return "%s %s %s".formatted(field.name(), relation.sign(), plain ? value : quoted());
    }

    private String quoted() {
      return value.contains("\"") ? "'" + value + "'" : '"' + value + '"';
    }

    @Override
    public void forEachField(Consumer<Field> action) {
      action.accept(field);
    }
  }

  private static String inParentheses(Filter part) {
    return "(" + part.text() + ")";
  }
}
