package io.quarry.page;

import io.quarry.outcome.Failed;
import io.quarry.store.StoredOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Why candidates failed: causes that differ in numbers alone count as one.
 *
 * @param causes in the order of their first candidates
 * @param byRow number of the cause of each outcome, -1 where it was measured
 */
record Failures(List<ReportData.Failure> causes, List<Integer> byRow) {
  private static final int LONGEST = 600;
  private static final int SHOWN_DIGITS = 16;

  Failures {
    causes = List.copyOf(causes);
    byRow = List.copyOf(byRow);
  }

  static Failures of(List<StoredOutcome> outcomes) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    List<ReportData.Failure> causes = new ArrayList<>();
    List<Integer> byRow = new ArrayList<>();
    for (StoredOutcome entry : outcomes) {
      if (!(entry.outcome() instanceof Failed failed)) {
        byRow.add(-1);
        continue;
      }
      String text = shortened(failed.cause());
      int number = numbers.computeIfAbsent(text.replaceAll("[0-9]+", "#"), t -> numbers.size());
      byRow.add(number);
      if (number == causes.size()) {
        String key = failed.candidate().key().substring(0, SHOWN_DIGITS);
        causes.add(new ReportData.Failure(text, 1, key));
      } else {
        ReportData.Failure known = causes.get(number);
        causes.set(number, new ReportData.Failure(known.text(), known.count() + 1, known.key()));
      }
    }
    return new Failures(causes, byRow);
  }

  /** The number of an outcome's cause, -1 where it was measured. */
  int of(int row) {
    return byRow.get(row);
  }

  private static String shortened(String cause) {
    return cause.length() <= LONGEST ? cause : cause.substring(0, LONGEST) + " …";
  }
}
