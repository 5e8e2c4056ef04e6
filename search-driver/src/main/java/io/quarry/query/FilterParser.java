package io.quarry.query;

import io.quarry.problem.InputException;
import io.quarry.problem.Nearest;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Policy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads conditions, by recursive descent:
 *
 * <pre>
 * condition  = conjunction {"or" conjunction}
 * conjunction = negation {"and" negation}
 * negation   = "not" negation | "(" condition ")" | comparison
 * comparison = name ("&lt;=" | "&gt;=" | "!=" | "&lt;" | "&gt;" | "=") value
 * value      = number [unit] | word | text in quotes
 * </pre>
 */
final class FilterParser {
  static final Set<String> KEYWORDS = Set.of("and", "or", "not");

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*+(?:(?<word>[\\p{L}\\p{N}._/+%-]+)|(?<sign><=|>=|!=|<|>|=)|(?<bracket>[()])"
              + "|\"(?<double>[^\"]*)\"|'(?<single>[^']*)')");

  private static final int DEEPEST = 100;

  private final String text;
  private final Vocabulary vocabulary;
  private final List<Token> tokens;
  private int next;
  private int depth;

  /** A piece of the text, and the place of its first character, from 0. */
  private record Token(Kind kind, String text, int at) {}

  private enum Kind {
    WORD,
    SIGN,
    BRACKET,
    QUOTED,
    END
  }

  private FilterParser(String text, Vocabulary vocabulary) {
    this.text = text;
    this.vocabulary = vocabulary;
    this.tokens = tokens();
  }

  /**
   * The filter of a text.
   *
   * @throws InputException when it is malformed or names what there is not; tells the place, from
   *     1, and what was expected there
   */
  static Filter parse(String text, Vocabulary vocabulary) {
    FilterParser parser = new FilterParser(text, vocabulary);
    Filter filter = parser.condition();
    Token rest = parser.peek();
    if (rest.kind != Kind.END) {
      throw parser.expected("and, or, or the end", rest);
    }
    return filter;
  }

  private List<Token> tokens() {
    List<Token> found = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    int from = 0;
    int end = text.stripTrailing().length();
    while (from < end) {
      if (!matcher.find(from) || matcher.start() != from) {
        int at =
            from + (int) text.substring(from).chars().takeWhile(Character::isWhitespace).count();
        throw problem(
            at, "\"%s\" has no meaning".formatted(text.charAt(at)), "a closing quote is missing.");
      }
      add(found, matcher, "word", Kind.WORD);
      add(found, matcher, "sign", Kind.SIGN);
      add(found, matcher, "bracket", Kind.BRACKET);
      add(found, matcher, "double", Kind.QUOTED);
      add(found, matcher, "single", Kind.QUOTED);
      from = matcher.end();
    }
    found.add(new Token(Kind.END, "", end));
    return found;
  }

  private static void add(List<Token> found, Matcher matcher, String group, Kind kind) {
    if (matcher.group(group) != null) {
      int quote = kind == Kind.QUOTED ? 1 : 0;
      found.add(new Token(kind, matcher.group(group), matcher.start(group) - quote));
    }
  }

  private Filter condition() {
    return several("or", this::conjunction, Filter.Or::new);
  }

  private Filter conjunction() {
    return several("and", this::negation, Filter.And::new);
  }

  private Filter several(
      String keyword, Supplier<Filter> part, Function<List<Filter>, Filter> joined) {
    List<Filter> parts = new ArrayList<>(List.of(part.get()));
    while (isKeyword(peek(), keyword)) {
      next++;
      parts.add(part.get());
    }
    return parts.size() == 1 ? parts.get(0) : joined.apply(parts);
  }

  private Filter negation() {
    Token token = peek();
    if (depth++ > DEEPEST) {
      throw problem(token.at, "it is nested too deeply", "fewer brackets say the same.");
    }
    try {
      if (isKeyword(token, "not")) {
        next++;
        return new Filter.Not(negation());
      }
      if (token.kind == Kind.BRACKET && token.text.equals("(")) {
        next++;
        Filter inner = condition();
        Token closing = take();
        if (!closing.text.equals(")") || closing.kind != Kind.BRACKET) {
          throw expected("and, or, or )", closing);
        }
        return inner;
      }
      return comparison();
    } finally {
      depth--;
    }
  }

  private Filter comparison() {
    Token name = take();
    if (name.kind != Kind.WORD || KEYWORDS.contains(name.text.toLowerCase(Locale.ROOT))) {
      throw expected("a name, not or (", name);
    }
    Field field = field(name);
    Token sign = take();
    Relation relation =
        Arrays.stream(Relation.values())
            .filter(one -> sign.kind == Kind.SIGN && one.sign().equals(sign.text))
            .findFirst()
            .orElseThrow(() -> expected("<=, <, >=, >, = or !=", sign));
    Token value = take();
    if (value.kind != Kind.WORD && value.kind != Kind.QUOTED) {
      throw expected("a value", value);
    }
    return field.isNumeric()
        ? new Filter.Bound(field, relation, number(field, value))
        : choice(field, relation, sign, value);
  }

  private Field field(Token name) {
    return vocabulary
        .field(name.text)
        .orElseThrow(
            () ->
                problem(
                    name.at,
                    "there is nothing called \"%s\"".formatted(name.text),
                    "%s was meant.".formatted(Nearest.of(name.text, vocabulary.names()))));
  }

  private double number(Field field, Token value) {
    double number;
    boolean attached = !field.unit().isEmpty() && value.text.endsWith(field.unit());
    String digits =
        attached
            ? value.text.substring(0, value.text.length() - field.unit().length())
            : value.text;
    try {
      number = new BigDecimal(digits).doubleValue();
    } catch (NumberFormatException e) {
      throw expected("a number", value);
    }
    if (!Double.isFinite(number)) {
      throw problem(value.at, "%s is too large a number".formatted(value.text), "it was mistyped.");
    }
    Token unit = peek();
    if (unit.kind == Kind.WORD && !KEYWORDS.contains(unit.text.toLowerCase(Locale.ROOT))) {
      if (!unit.text.equals(field.unit())) {
        throw field.unit().isEmpty()
            ? expected("and, or, or the end", unit)
            : problem(
                unit.at,
                "%s is in %s, not in %s".formatted(field.name(), field.unit(), unit.text),
                "convert the number; its unit need not be written.");
      }
      next++;
    }
    return number;
  }

  private Filter choice(Field field, Relation relation, Token sign, Token value) {
    boolean equality = relation == Relation.IS || relation == Relation.NOT;
    boolean ordered =
        field.kind() == Field.Kind.DECISION
            && !field.values().isEmpty()
            && field.values().stream().allMatch(FilterParser::isNumber);
    if (!equality && !ordered) {
      throw problem(
          sign.at,
          "%s has no order, so that %s means nothing".formatted(field.name(), sign.text),
          "= or != was meant.");
    }
    if (!equality && !isNumber(value.text)) {
      throw expected("a number", value);
    }
    String word = Policy.isDecision("." + field.name()) ? formats(value) : value.text;
    if (equality && !field.values().isEmpty() && !field.values().contains(word)) {
      throw problem(
          value.at,
          "%s never is %s".formatted(field.name(), word),
          "one of %s was meant.".formatted(String.join(", ", field.values())));
    }
    return new Filter.Choice(field, relation, word);
  }

  private String formats(Token value) {
    try {
      return LayerFormats.parse(value.text).text();
    } catch (InputException e) {
      throw problem(
          value.at,
          e.getMessage().lines().findFirst().orElse(""),
          "int8, int4/uint8 or float32 was meant.");
    }
  }

  private static boolean isNumber(String text) {
    return text.matches("-?[0-9]{1,9}(\\.[0-9]{1,9})?");
  }

  private static boolean isKeyword(Token token, String keyword) {
    return token.kind == Kind.WORD && token.text.equalsIgnoreCase(keyword);
  }

  private Token peek() {
    return tokens.get(next);
  }

  private Token take() {
    Token token = tokens.get(next);
    next = Math.min(next + 1, tokens.size() - 1);
    return token;
  }

  private InputException expected(String what, Token found) {
    String instead =
        found.kind == Kind.END ? "the text ends" : "there is \"%s\"".formatted(found.text);
    return problem(
        found.at,
        "%s is expected, and %s".formatted(what, instead),
        "write \"size-bytes <= 200000 and not (top1-error > 12)\".");
  }

  /** Shows the place by a caret under it. */
  private InputException problem(int at, String what, String maybe) {
    String line = text.replaceAll("\\s", " ");
    return new InputException(
        String.format(
            "--where cannot be read at position %d: %s%n  %s%n  %s^",
            at + 1, what, line, " ".repeat(at)),
        maybe);
  }
}
