package io.quarry.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The report in a browser; without one on the path, or named by quarry.browser, nothing is tested.
 */
class ReportPageIT {
  private static final String DRAWN = "document.documentElement.dataset.drawn !== undefined";
  private static final String CHART =
      "echarts.getInstanceByDom(document.getElementById('front-plot'))";

  // A browser may still write into its profile as it ends.
  @TempDir(cleanup = CleanupMode.NEVER)
  Path profile;

  @TempDir Path root;

  @Test
  void itIsDrawnAnswersTheMouseAndAsksNothingOfTheNetwork() throws IOException {
    StoredSearch stored = new StoredSearch(root).ended();
    try (Browser browser = open(stored, 1280)) {
      assertThat(texts(browser.evaluate("[...document.querySelectorAll('.chart')].map(c => c.id)")))
          .containsExactly(
              "front-plot",
              "formats-plot",
              "importance-plot",
              "growth-plot",
              "time-plot",
              "quality-plot",
              "predicted-plot",
              "slots-plot");
      assertThat(
              browser
                  .evaluate(
                      "[...document.querySelectorAll('.chart')].every(c => c.querySelector('canvas')"
                          + " && c.getAttribute('aria-label').length > 20)")
                  .asBoolean())
          .isTrue();
      assertThat(hover(browser, stored, 0))
          .contains("top1-error: 30 % [28.03, 32.05]", "size-bytes: 1,000 bytes")
          .contains("test error: 31 % [29.6, 32.4]", "standing: dominated");
      assertThat(hover(browser, stored, 1))
          .contains("top1-error: 20 % [18.31, 21.81]", "test error: 11 % [10.1, 12]");
      assertThat(hover(browser, stored, 2))
          .contains("top1-error: 10 % [8.761, 11.39]", "size-bytes: 4,000 bytes")
          .contains("standing: confirmed");

      filter(browser);
      compare(browser, stored);

      // What stands in a cause and in a host's name is text.
      assertThat(
              browser
                  .evaluate("document.querySelectorAll('main img, main i, main b').length")
                  .asInt())
          .isZero();
      assertThat(browser.evaluate("document.getElementById('failures').textContent").asText())
          .contains("<img src=x onerror=alert(1)>");
      assertThat(browser.errors).isEmpty();
      assertThat(browser.requests)
          .isNotEmpty()
          .allMatch(
              url ->
                  url.startsWith("file:") || url.startsWith("data:") || url.equals("about:blank"));
    }
  }

  @Test
  void itFitsASmallScreen() throws IOException {
    try (Browser browser = open(new StoredSearch(root).ended(), 360)) {
      // A scroll bar takes some of the 360.
      assertThat(browser.evaluate("document.documentElement.clientWidth").asInt())
          .isBetween(300, 360);
      assertThat(
              browser
                  .evaluate(
                      "document.documentElement.scrollWidth - document.documentElement.clientWidth")
                  .asInt())
          .isZero();
      assertThat(browser.errors).isEmpty();
    }
  }

  @Test
  void anEmptyRunIsAPageToo() throws IOException {
    try (Browser browser = open(new StoredSearch(root), 1280)) {
      assertThat(browser.evaluate("document.querySelector('.notice').textContent").asText())
          .isEqualTo("Nothing has been measured yet, so there is nothing to plot.");
      assertThat(browser.errors).isEmpty();
    }
  }

  private Browser open(StoredSearch stored, int width) throws IOException {
    Optional<Path> program = Browser.find();
    assumeTrue(program.isPresent(), "there is no Chromium on the path; -Dquarry.browser names one");
    Path page = root.resolve("report.html");
    Files.write(page, RunReport.of(stored.location()).html());
    Browser browser = new Browser(program.get(), profile, width, 1000);
    browser.open(page);
    browser.await(DRAWN);
    return browser;
  }

  private static void filter(Browser browser) {
    assertThat(said(browser)).startsWith("3 points of the front among 50 candidates shown");
    set(browser, "most-size-bytes", "2500");
    assertThat(said(browser)).startsWith("2 points of the front among 2 candidates shown");
    assertThat(browser.evaluate(CHART + ".getOption().series[2].data.length").asInt()).isEqualTo(2);
    set(browser, "most-size-bytes", "");
    assertThat(said(browser)).startsWith("3 points of the front among 50 candidates shown");
  }

  /** The smallest model that loses no accuracy is pinned from the start. */
  private static void compare(Browser browser, StoredSearch stored) {
    assertThat(pins(browser)).startsWith("Pinned as A").contains("A: " + shortKey(stored, 1));
    JsonNode at = place(browser, 2);
    browser.click(at.get(0).asDouble(), at.get(1).asDouble());
    browser.await("document.getElementById('pins').textContent.startsWith('Side by side')");
    assertThat(pins(browser))
        .contains("A: " + shortKey(stored, 1), "B: " + shortKey(stored, 2))
        .contains("2,000 bytes", "4,000 bytes");
    String same =
        stored.candidates.get(1).values().entrySet().stream()
            .filter(e -> e.getValue().equals(stored.candidates.get(2).values().get(e.getKey())))
            .map(e -> e.getKey())
            .findFirst()
            .orElseThrow();
    assertThat(pins(browser)).doesNotContain(same);
  }

  private static String hover(Browser browser, StoredSearch stored, int row) {
    JsonNode at = place(browser, row);
    browser.move(at.get(0).asDouble(), at.get(1).asDouble());
    String shown = "[...document.querySelectorAll('.tip')].map(t => t.innerText).join('')";
    browser.await(shown + ".startsWith('" + shortKey(stored, row) + "')");
    return browser.evaluate(shown).asText();
  }

  /** Where a row is in the window. */
  private static JsonNode place(Browser browser, int row) {
    return browser.evaluate(
        """
        (() => {
          const holder = document.getElementById('front-plot');
          holder.scrollIntoView({block: 'center'});
          const row = quarry.data.rows[%d];
          const at = %s.convertToPixel({seriesIndex: 2}, [row.scores[1], row.scores[0]]);
          const box = holder.getBoundingClientRect();
          return [box.left + at[0], box.top + at[1]];
        })()"""
            .formatted(row, CHART));
  }

  private static void set(Browser browser, String input, String value) {
    browser.evaluate(
        "{ const one = document.querySelector('input[name=\"%s\"]'); one.value = '%s'; one.dispatchEvent(new Event('input')); }"
            .formatted(input, value));
  }

  private static String said(Browser browser) {
    return browser.evaluate("document.getElementById('front-said').textContent").asText();
  }

  private static String pins(Browser browser) {
    return browser.evaluate("document.getElementById('pins').textContent").asText();
  }

  private static String shortKey(StoredSearch stored, int row) {
    return stored.key(row).substring(0, 8);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(one -> texts.add(one.asText()));
    return texts;
  }
}
