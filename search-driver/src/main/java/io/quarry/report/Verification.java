package io.quarry.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.quarry.onnx.ModelCard;
import io.quarry.quantize.Policy;
import io.quarry.score.Objectives;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An exported model measured again, beside what its card says.
 *
 * @param model where its file lies, as the user named it
 * @param card what it says of itself
 * @param figures everything that was compared, and what else is known, in the order of reports
 */
public record Verification(String model, ModelCard card, List<Figure> figures) {
  /** The name of the figure that is the size of the file, in bytes. */
  public static final String FILE_BYTES = "file_bytes";

  private static final int SHORT_HASH = 12;

  /** What the names of columns leave open. */
  private static final Map<String, String> EXPLAINED =
      Map.of(
          Objectives.TOP1_ERROR.column(),
          "on the validation split",
          Objectives.LOSS.column(),
          "on the validation split",
          ModelCard.TEST_ERROR,
          "on the test split",
          Objectives.SIZE_BYTES.column(),
          "packed weight bytes",
          FILE_BYTES,
          "operators, names and the card included");

  public Verification {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(card, "card");
    figures = List.copyOf(figures);
  }

  /** Whether everything that was measured again is what the card says. */
  public boolean agrees() {
    return figures.stream().noneMatch(Figure::differs);
  }

  /** All of it, a line a figure. */
  public String text() {
    Policy policy = card.policy();
    List<String> lines =
        List.of(
            "model     %s".formatted(model),
            "key       %s".formatted(card.candidate().key()),
            "run       %s, measured by %s".formatted(card.run(), card.codeVersion()),
            "supernet  %s".formatted(card.supernetHash()),
            "formats   %s: %s".formatted(policy.summary(), policy.lowering().label()),
            "");
    String table =
        AsciiTable.getTable(
                AsciiTable.NO_BORDERS,
                Stream.of("figure", "", "card", "found", "")
                    .map(Verification::column)
                    .toArray(Column[]::new),
                figures.stream().map(Verification::row).toArray(String[][]::new))
            .lines()
            .map(String::stripTrailing)
            .collect(Collectors.joining(System.lineSeparator()));
    return String.join(System.lineSeparator(), lines) + System.lineSeparator() + table;
  }

  /** All of it on one line. */
  public String line() {
    String figures =
        agrees()
            ? figures().stream()
                .filter(figure -> !(figure instanceof Figure.Hash))
                .map(figure -> "%s %s".formatted(figure.name(), shownOf(figure)))
                .collect(Collectors.joining(", "))
            : figures().stream()
                .filter(Figure::differs)
                .map(f -> "%s %s, card %s".formatted(f.name(), cut(f, f.found()), cut(f, f.card())))
                .collect(Collectors.joining("; "));
    return "%s  %s  %s; %s, %s"
        .formatted(
            model,
            agrees() ? "agrees" : "differs",
            figures,
            card.policy().summary(),
            card.policy().lowering().label());
  }

  /** Verifications as a JSON array, indented. */
  public static String json(List<Verification> verifications) {
    try {
      return JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build()
          .writeValueAsString(verifications.stream().map(Verification::tree).toList());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A verification is always JSON", e);
    }
  }

  private Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("model", model);
    tree.put("key", card.candidate().key());
    tree.put("agrees", agrees());
    tree.put("run", card.run());
    tree.put("code_version", card.codeVersion());
    tree.put("supernet", card.supernetHash());
    tree.put("policy", card.policy().text());
    tree.put("lowering", card.policy().lowering().label());
    tree.put("figures", figures.stream().map(Verification::tree).toList());
    return tree;
  }

  private static Map<String, Object> tree(Figure figure) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", figure.name());
    // What is not there has no key.
    if (!figure.card().isEmpty()) {
      tree.put("card", jsonValue(figure, figure.card()));
    }
    if (!figure.found().isEmpty()) {
      tree.put("found", jsonValue(figure, figure.found()));
    }
    tree.put("verdict", figure.verdict());
    return tree;
  }

  private static Object jsonValue(Figure figure, String text) {
    return figure instanceof Figure.Hash ? text : new BigDecimal(text);
  }

  private static String[] row(Figure figure) {
    return new String[] {
      figure.name(),
      EXPLAINED.getOrDefault(figure.name(), ""),
      cut(figure, figure.card()),
      cut(figure, figure.found()),
      figure.verdict()
    };
  }

  private static String shownOf(Figure figure) {
    return figure.found().isEmpty() ? figure.card() : figure.found();
  }

  /** Of a hash what a reader takes in. */
  private static String cut(Figure figure, String text) {
    return figure instanceof Figure.Hash && text.length() > SHORT_HASH
        ? text.substring(0, SHORT_HASH)
        : text;
  }

  private static Column column(String title) {
    return new Column()
        .header(title)
        .headerAlign(HorizontalAlign.LEFT)
        .dataAlign(HorizontalAlign.LEFT)
        .maxWidth(Integer.MAX_VALUE);
  }
}
