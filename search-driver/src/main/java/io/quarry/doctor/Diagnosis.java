package io.quarry.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import io.quarry.problem.Secrets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All that was looked at.
 *
 * @param checks in the order of the looking
 */
public record Diagnosis(List<Check> checks) {
  private static final int FOUND_WIDTH = 60;
  private static final int ADVICE_WIDTH = 52;

  /** Copies the checks. */
  public Diagnosis {
    checks = List.copyOf(checks);
  }

  /** Whether a search can run; warnings do not stand in its way. */
  public boolean isHealthy() {
    return checks.stream().noneMatch(check -> check.verdict() == Check.Verdict.MEND);
  }

  /** A table for people, without secrets. */
  public String text() {
    List<Column> columns =
        List.of(
            column("check", 0),
            column("", 0),
            column("found", FOUND_WIDTH),
            column("what to do", ADVICE_WIDTH));
    Object[][] rows =
        checks.stream()
            .map(
                check ->
                    new Object[] {
                      check.name(), label(check), shown(check.found()), shown(check.advice())
                    })
            .toArray(Object[][]::new);
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER,
        columns.toArray(Column[]::new),
        rows);
  }

  /**
   * A JSON array, an object a check: {@code check}, {@code result}, {@code found}, {@code advice}.
   */
  public String json() {
    List<Map<String, String>> objects =
        checks.stream()
            .map(
                check -> {
                  Map<String, String> object = new LinkedHashMap<>();
                  object.put("check", check.name());
                  object.put("result", label(check));
                  object.put("found", Secrets.redact(check.found()));
                  object.put("advice", Secrets.redact(check.advice()));
                  return object;
                })
            .toList();
    try {
      return JsonMapper.builder()
          .build()
          .writerWithDefaultPrettyPrinter()
          .writeValueAsString(objects);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts are always JSON", e);
    }
  }

  private static Column column(String title, int width) {
    Column column =
        new Column()
            .header(title)
            .headerAlign(HorizontalAlign.LEFT)
            .dataAlign(HorizontalAlign.LEFT);
    return width == 0 ? column : column.maxWidth(width, OverflowBehaviour.NEWLINE);
  }

  private static String label(Check check) {
    return check.verdict().name().toLowerCase(Locale.ROOT);
  }

  private static String shown(String text) {
    return Secrets.redact(text).replaceAll("\\s+", " ");
  }
}
