package io.quarry.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.quarry.format.NumberFormat;
import io.quarry.quantize.LayerFormats;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Number formats beside each other.
 *
 * @param formats in the order in which they are listed
 */
public record FormatTable(List<NumberFormat> formats) {
  private static final MathContext DIGITS = new MathContext(5);
  private static final double LARGEST_PLAIN = 1e6;
  private static final double SMALLEST_PLAIN = 1e-4;

  public FormatTable {
    formats = List.copyOf(formats);
  }

  /** Every format that there is. */
  public static FormatTable ofAll() {
    return new FormatTable(NumberFormat.all());
  }

  /** The table for people. */
  public String text() {
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER,
        formats,
        List.of(
            left("format").with(NumberFormat::name),
            right("bits").with(format -> String.valueOf(format.bits())),
            right("levels").with(format -> String.valueOf(format.levelCount())),
            right("range at scale 1")
                .with(format -> number(format.min()) + " to " + number(format.max())),
            right("smallest step").with(format -> number(format.smallestStep())),
            left("in a model").with(format -> format.lowering().label()),
            left("alone: weights/activations").with(FormatTable::alone),
            left("source").with(NumberFormat::source)));
  }

  /** An array of JSON, an object a format. */
  public String json() {
    List<Map<String, Object>> objects = formats.stream().map(FormatTable::object).toList();
    try {
      return JsonMapper.builder()
          .build()
          .writerWithDefaultPrettyPrinter()
          .writeValueAsString(objects);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts and numbers are always JSON", e);
    }
  }

  private static Map<String, Object> object(NumberFormat format) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", format.name());
    object.put("bits", format.bits());
    object.put("levels", format.levelCount());
    object.put("min", format.min());
    object.put("max", format.max());
    object.put("smallestStep", format.smallestStep());
    object.put("lowering", format.lowering().label());
    object.put("alone", alone(format));
    object.put("source", format.source());
    return object;
  }

  private static String alone(NumberFormat format) {
    return LayerFormats.parse(format.name()).text();
  }

  private static String number(double value) {
    double magnitude = Math.abs(value);
    boolean plain = value == 0 || (magnitude < LARGEST_PLAIN && magnitude >= SMALLEST_PLAIN);
    BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    return plain ? rounded.toPlainString() : "%.2e".formatted(value);
  }

  private static Column left(String title) {
    return new Column()
        .header(title)
        .headerAlign(HorizontalAlign.LEFT)
        .dataAlign(HorizontalAlign.LEFT);
  }

  private static Column right(String title) {
    return new Column()
        .header(title)
        .headerAlign(HorizontalAlign.RIGHT)
        .dataAlign(HorizontalAlign.RIGHT);
  }
}
