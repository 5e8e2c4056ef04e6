package io.quarry.config;

/** Reads what a schedule asks of a search. */
final class ScheduleParser {
  private ScheduleParser() {}

  static Resume resume(Section search) {
    return search.choice("resume", ConfigParser.labels(Resume.values(), ConfigText::label));
  }

  static BudgetSettings budget(Section search) {
    Section budget = search.section("budget");
    BudgetSettings read =
        new BudgetSettings(
            budget.number("hours", Interval.atLeast(0)),
            budget.number("executor-hours", Interval.atLeast(0)));
    budget.rejectUnknown();
    return read;
  }

  static PatienceSettings patience(Section search) {
    Section patience = search.section("patience");
    PatienceSettings read =
        new PatienceSettings(
            patience.count("evaluations", Interval.atLeast(0)),
            patience.number("gain-percent", Interval.atLeast(0)));
    patience.rejectUnknown();
    return read;
  }
}
