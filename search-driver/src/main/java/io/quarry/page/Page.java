package io.quarry.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A page that needs no network: styles, Apache ECharts, the scripts that build the page, and the
 * data as a block of JSON, which they get by {@code quarry.data}. The first script is always {@code
 * page.js}, which holds what pages share; nothing in it, nor may anything in another script, make
 * markup of data.
 *
 * @param title of the window
 * @param data what Jackson writes as JSON; numbers that are not finite become null
 * @param scripts texts of JavaScript, run in their order
 */
public record Page(String title, Object data, List<String> scripts) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(Double.class, new FiniteNumbers())
                  .addSerializer(Double.TYPE, new FiniteNumbers()))
          .build();

  /** Nothing is loaded, from anywhere; what stands in the file runs. */
  private static final String POLICY =
      "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
          + " blob:; base-uri 'none'; form-action 'none'";

  public Page {
    scripts = List.copyOf(scripts);
  }

  /**
   * The text of a resource.
   *
   * @param owner beside which it lies
   * @param name its name, {@code report.js}
   */
  public static String text(Class<?> owner, String name) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("There is no resource %s".formatted(name));
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The resource %s cannot be read".formatted(name), e);
    }
  }

  /** The file, in UTF-8. */
  public byte[] html() {
    StringBuilder html = new StringBuilder(1 << 21);
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.append("<meta http-equiv=\"Content-Security-Policy\" content=\"").append(POLICY);
    html.append("\">\n<title>").append(escaped(title)).append("</title>\n<style>\n");
    html.append(text(Page.class, "page.css")).append("</style>\n</head>\n<body>\n");
    html.append("<noscript>This page draws its plots and tables by JavaScript, all of which it");
    html.append(" carries.</noscript>\n<main id=\"page\"></main>\n");
    html.append("<script type=\"application/json\" id=\"data\">").append(json(data));
    html.append("</script>\n");
    append(html, text(Page.class, "echarts/echarts.min.js"));
    append(html, text(Page.class, "page.js"));
    scripts.forEach(script -> append(html, script));
    return html.append("</body>\n</html>\n").toString().getBytes(UTF_8);
  }

  private static void append(StringBuilder html, String script) {
    html.append("<script>\n").append(script).append("\n</script>\n");
  }

  /** JSON that may stand between tags: no character of it begins or ends markup, or a line. */
  static String json(Object data) {
    String text;
    try {
      text = JSON.writeValueAsString(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The data of a page are always JSON", e);
    }
    StringBuilder safe = new StringBuilder(text.length() + text.length() / 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
        safe.append(String.format("\\u%04x", (int) c));
      } else {
        safe.append(c);
      }
    }
    return safe.toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** JSON has no NaN. */
  private static final class FiniteNumbers extends JsonSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (!Double.isFinite(value)) {
        out.writeNull();
      } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
        out.writeNumber(value.longValue());
      } else {
        out.writeNumber(value);
      }
    }
  }
}
