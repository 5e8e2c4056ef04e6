package io.quarry.hyperspace;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A {@link SpaceSearchResult} for people. */
final class SpaceText {
  private static final int PERCENT = 100;

  private final SpaceSearchResult result;
  private final List<String> latencies;

  SpaceText(SpaceSearchResult result) {
    this.result = result;
    this.latencies = result.settings().latencyTexts();
  }

  String text() {
    StringBuilder text = new StringBuilder(scores());
    for (Rescored given : result.given()) {
      long reached =
          result.runs().stream().filter(run -> run.winner().score() >= given.score()).count();
      text.append(
          "%n%d of %d runs found a space as good as %s or better"
              .formatted(reached, result.runs().size(), name(given)));
    }
    if (!result.front().isEmpty()) {
      text.append("%n%nThe front of all runs:%n%s".formatted(front()));
    }
    return text.append(
            "%n%nbest: %s, found by seed %d"
                .formatted(name(result.best().winner()), result.best().seed()))
        .toString();
  }

  private String scores() {
    List<String> header = new ArrayList<>(List.of("", "space", "score", "±"));
    for (String ms : latencies) {
      header.add("%% within %s ms".formatted(ms));
      header.add("mean best loss");
    }
    header.add("spaces scored");
    header.add("seconds");
    List<List<String>> rows = new ArrayList<>();
    for (SpaceRun run : result.runs()) {
      rows.add(
          row(
              "seed " + run.seed(),
              run.winner(),
              String.valueOf(run.spaces()),
              number("%.1f", run.seconds())));
    }
    List<Rescored> random =
        result.random().stream().sorted(Comparator.comparingDouble(one -> -one.score())).toList();
    if (!random.isEmpty()) {
      rows.add(row("best of %d random".formatted(random.size()), random.get(0), "", ""));
      rows.add(row("their median", random.get(random.size() / 2), "", ""));
    }
    result.ofOneType().forEach((type, one) -> rows.add(row("all " + type, one, "", "")));
    result.given().forEach(one -> rows.add(row("given", one, "", "")));
    return table(header, rows);
  }

  private List<String> row(String label, Rescored one, String... more) {
    List<String> row = new ArrayList<>();
    row.add(label);
    row.add(name(one));
    row.add(number("%.4f", one.score()));
    row.add(number("%.4f", one.standardError()));
    for (Rescored.Mean mean : one.parts()) {
      row.add(number("%.3f", PERCENT * mean.share()));
      row.add(mean.share() > 0 ? number("%.3f", mean.loss()) : "-");
    }
    row.addAll(List.of(more));
    return row;
  }

  private String front() {
    List<String> header = new ArrayList<>(List.of("space"));
    latencies.forEach(ms -> header.add("score at %s ms".formatted(ms)));
    return table(
        header,
        result.front().stream()
            .map(
                one -> {
                  List<String> row = new ArrayList<>(List.of(name(one)));
                  for (double score : one.scores()) {
                    row.add(number("%.4f", score));
                  }
                  return row;
                })
            .toList());
  }

  private String name(Rescored one) {
    return result.table().hyperspace().text(one.space());
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static String table(List<String> header, List<List<String>> rows) {
    Column[] columns =
        header.stream()
            .map(
                title ->
                    new Column()
                        .header(title)
                        .headerAlign(HorizontalAlign.RIGHT)
                        .dataAlign(HorizontalAlign.RIGHT)
                        .maxWidth(Integer.MAX_VALUE))
            .toArray(Column[]::new);
    String[][] cells =
        rows.stream().map(row -> row.toArray(String[]::new)).toArray(String[][]::new);
    return AsciiTable.getTable(AsciiTable.NO_BORDERS, columns, cells);
  }
}
