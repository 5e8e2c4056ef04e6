package io.quarry.page;

import io.quarry.report.FrontTable;
import io.quarry.score.Objectives;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The questions that everyone asks of a search, answered in plain words and figures. */
final class Answers {
  private static final int BYTE_BITS = 8;
  private static final int FLOAT_BITS = 32;
  private static final int NAMES = 5;
  private static final int CAUSES = 3;
  private static final int CAUSE_LENGTH = 160;
  private static final int SHORT_KEY = 8;
  private static final MathContext THREE_DIGITS = new MathContext(3);

  /** Fewer evaluations have no last quarter that says anything. */
  private static final int FEW = 20;

  /** As search.patience has it: a gain that is not worth going on for. */
  private static final double HARDLY_PERCENT = 0.1;

  private static final double LITTLE_PERCENT = 1;

  private final Rows rows;
  private final List<ReportData.Confirmed> confirmed;
  private final FormatMap formats;
  private final ReportData.Growth growth;

  Answers(
      Rows rows,
      List<ReportData.Confirmed> confirmed,
      FormatMap formats,
      ReportData.Growth growth) {
    this.rows = rows;
    this.confirmed = confirmed;
    this.formats = formats;
    this.growth = growth;
  }

  List<ReportData.Answer> all() {
    List<ReportData.Answer> answers = new ArrayList<>();
    if (!rows.front.points().isEmpty()) {
      Optional<ReportData.Answer> smallest = smallest();
      smallest.ifPresent(answers::add);
      answers.add(layers(smallest.map(ReportData.Answer::row).orElse(-1)));
      answers.add(budget());
    }
    answers.add(failures());
    return answers;
  }

  /**
   * The smallest model that loses no accuracy: of those whose error is not above the upper end of
   * the most accurate one's 95 % interval.
   */
  private Optional<ReportData.Answer> smallest() {
    List<Integer> eligible = new ArrayList<>();
    for (int row = 0; row < rows.rows.size(); row++) {
      if (rows.isEligible(row) && isKnown(row)) {
        eligible.add(row);
      }
    }
    if (eligible.isEmpty()) {
      return Optional.empty();
    }
    Picks validation =
        Picks.of(
            eligible, this::error, row -> high(row), row -> rows.value(row, Objectives.SIZE_BYTES));
    List<ReportData.Confirmed> tested = confirmed.stream().filter(c -> isKnown(c.row())).toList();
    List<String> lines = new ArrayList<>();
    Picks shown = validation;
    if (!tested.isEmpty()) {
      shown =
          Picks.of(
              tested.stream().map(ReportData.Confirmed::row).toList(),
              row -> of(row).testError(),
              row -> of(row).testHigh(),
              this::size);
      lines.add(
          text(
              "On %,d test images, which the search never saw, it errs on %s %%; the most accurate of the"
                  + " %d confirmed points errs on %s %% (with 95 %% certainty at most %s %%) and has %,.0f bytes.",
              rows.contents.config().data().splits().test(),
              figure(of(shown.smallest).testError()),
              tested.size(),
              figure(of(shown.best).testError()),
              figure(of(shown.best).testHigh()),
              size(shown.best)));
    }
    lines.add(byValidation(validation, shown, eligible.size(), !tested.isEmpty()));
    lines.add(
        "Losing no accuracy means that chance alone explains the difference, with so many images. It is"
            + " pinned as A in the plot below.");
    return Optional.of(
        new ReportData.Answer(
            "The smallest model that loses no accuracy",
            text(
                "%,.0f bytes%s: %s",
                size(shown.smallest), smaller(shown.smallest), shortKey(shown.smallest)),
            lines,
            shown.smallest));
  }

  private String byValidation(Picks validation, Picks shown, int candidates, boolean wasTested) {
    int images = rows.contents.config().data().splits().validation();
    String best =
        text(
            "the most accurate of %,d candidates errs on %s %% (with 95 %% certainty at most %s %%).",
            candidates, figure(error(validation.best)), figure(high(validation.best)));
    if (!wasTested) {
      return text(
          "On %,d validation images, by which the search chose, it errs on %s %%; %s No test image was"
              + " used yet.",
          images, figure(error(validation.smallest)), best);
    }
    return text(
        "By the %,d validation images, on which the search chose, the answer would be %s with %,.0f bytes"
            + " and %s %%; %s",
        images,
        validation.smallest == shown.smallest ? "the same," : shortKey(validation.smallest),
        size(validation.smallest),
        figure(error(validation.smallest)),
        best);
  }

  /** The most accurate row, and the smallest that is as accurate as can be told. */
  private record Picks(int best, int smallest) {
    static Picks of(
        List<Integer> rows,
        ToDoubleFunction<Integer> error,
        ToDoubleFunction<Integer> high,
        ToDoubleFunction<Integer> size) {
      Comparator<Integer> bySize = Comparator.comparingDouble(size);
      int best =
          rows.stream().min(Comparator.comparingDouble(error).thenComparing(bySize)).orElseThrow();
      double limit = high.applyAsDouble(best);
      int smallest =
          rows.stream()
              .filter(row -> error.applyAsDouble(row) <= limit)
              .min(bySize.thenComparingDouble(error))
              .orElse(best);
      return new Picks(best, smallest);
    }
  }

  /** Held against the largest network in float32, where the run's summary has it. */
  private String smaller(int row) {
    boolean chosen = !rows.contents.config().search().referencePoint().isEmpty();
    double largest =
        rows.contents.summary().path("reference_point").path("size-bytes").asDouble(Double.NaN);
    return chosen || Double.isNaN(largest)
        ? ""
        : text(", %.1f× smaller than the largest network in float32", largest / size(row));
  }

  private boolean isKnown(int row) {
    return Double.isFinite(error(row)) && Double.isFinite(size(row));
  }

  private double error(int row) {
    return rows.value(row, Objectives.TOP1_ERROR);
  }

  private double high(int row) {
    return rows.rows.get(row).high().get(rows.objectives.indexOf(Objectives.TOP1_ERROR));
  }

  private double size(int row) {
    return rows.value(row, Objectives.SIZE_BYTES);
  }

  private ReportData.Confirmed of(int row) {
    return confirmed.stream().filter(one -> one.row() == row).findFirst().orElseThrow();
  }

  private ReportData.Answer layers(int smallest) {
    boolean narrow = FormatMap.mayBeNarrow(rows);
    String kept = narrow ? "at 8 bits or more" : "in float32";
    List<FormatMap.Wide> shares = formats.shares(narrow ? BYTE_BITS : FLOAT_BITS);
    Optional<List<String>> inSmallest =
        formats.wideLayers(smallest, narrow ? BYTE_BITS : FLOAT_BITS);
    List<FormatMap.Wide> always = shares.stream().filter(s -> s.wide() == s.points()).toList();
    List<FormatMap.Wide> never = shares.stream().filter(s -> s.wide() == 0).toList();
    List<FormatMap.Wide> mostly =
        shares.stream()
            .filter(s -> s.share() >= 0.5 && s.share() < 1)
            .sorted(Comparator.comparingDouble(s -> -s.share()))
            .toList();
    List<String> lines = new ArrayList<>();
    if (!narrow) {
      lines.add("No format below 8 bits was searched, so every layer has 8 bits or more.");
    }
    inSmallest.ifPresent(
        layers ->
            lines.add(
                "In the smallest model that loses no accuracy: "
                    + (layers.isEmpty() ? "none." : String.join(", ", layers) + ".")));
    if (!mostly.isEmpty()) {
      lines.add("At most points: " + names(mostly, true) + ".");
    }
    if (!never.isEmpty()) {
      lines.add("At no point: " + names(never, false) + ".");
    }
    int points = rows.front.points().size();
    lines.add(
        text(
            "Counted are the weights of each layer at the %d point%s of the front that have%s it.",
            points, points == 1 ? "" : "s", points == 1 ? "s" : ""));
    String verdict =
        always.isEmpty()
            ? "No layer at every point of the front"
            : text(
                "%d of %d layers at every point: %s",
                always.size(), shares.size(), names(always, false));
    return new ReportData.Answer("Which layers stayed " + kept, verdict, lines, -1);
  }

  private static String names(List<FormatMap.Wide> layers, boolean shares) {
    String shown =
        layers.stream()
            .limit(NAMES)
            .map(one -> shares ? text("%s (%.0f %%)", one.layer(), 100 * one.share()) : one.layer())
            .collect(Collectors.joining(", "));
    int more = layers.size() - NAMES;
    return more > 0 ? text("%s and %d more", shown, more) : shown;
  }

  private ReportData.Answer budget() {
    int paid = (int) rows.rows.stream().filter(row -> !row.reused()).count();
    List<ReportData.Step> steps = growth.evaluations();
    String question = "Would more evaluations have helped?";
    if (paid < FEW || steps.isEmpty() || !(growth.last() > 0)) {
      return new ReportData.Answer(
          question, "Too little to say", List.of(text("%d evaluations were paid for.", paid)), -1);
    }
    int before = paid - paid / 4;
    double then = 0;
    double lastGain = 0;
    for (ReportData.Step step : steps) {
      then = step.at() <= before ? step.volume() : then;
    }
    for (int i = 1; i < steps.size(); i++) {
      lastGain = steps.get(i).volume() > steps.get(i - 1).volume() ? steps.get(i).at() : lastGain;
    }
    double percent = 100 * (growth.last() - then) / growth.last();
    String verdict = "Probably: it was still finding better models";
    if (percent < HARDLY_PERCENT) {
      verdict = "Hardly: it had stopped finding better models";
    } else if (percent < LITTLE_PERCENT) {
      verdict = "A little: better models had become rare";
    }
    return new ReportData.Answer(
        question,
        verdict,
        List.of(
            text(
                "The last quarter, %d of %d evaluations, made the hypervolume grow by %.2f %%; the last gain came with evaluation %.0f.",
                paid / 4, paid, percent, lastGain),
            text(
                "Hypervolume says how much better than the reference the front is, all objectives together. Below %s %% in a quarter of the budget counts as hardly, below %s %% as a little.",
                figure(HARDLY_PERCENT), figure(LITTLE_PERCENT))),
        -1);
  }

  private ReportData.Answer failures() {
    List<ReportData.Failure> causes =
        rows.failures.causes().stream()
            .sorted(Comparator.comparingInt(cause -> -cause.count()))
            .toList();
    int failed = causes.stream().mapToInt(ReportData.Failure::count).sum();
    int all = rows.rows.size();
    String verdict =
        failed == 0
            ? text("None of %,d", all)
            : text("%,d of %,d (%.1f %%)", failed, all, 100.0 * failed / all);
    List<String> lines =
        causes.stream()
            .limit(CAUSES)
            .map(cause -> text("%d×: %s", cause.count(), shortened(cause.text())))
            .collect(Collectors.toCollection(ArrayList::new));
    if (causes.size() > CAUSES) {
      lines.add(text("%d more causes stand below.", causes.size() - CAUSES));
    }
    return new ReportData.Answer("How many candidates failed, and why", verdict, lines, -1);
  }

  private static String shortened(String cause) {
    return cause.length() <= CAUSE_LENGTH ? cause : cause.substring(0, CAUSE_LENGTH) + " …";
  }

  private String shortKey(int row) {
    return "candidate " + rows.rows.get(row).key().substring(0, SHORT_KEY);
  }

  /** To three digits: more say nothing about shares of images. */
  private static String figure(double value) {
    return FrontTable.rounded(new BigDecimal(value).round(THREE_DIGITS).doubleValue());
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
