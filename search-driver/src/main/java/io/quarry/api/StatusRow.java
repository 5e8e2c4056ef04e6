package io.quarry.api;

import io.quarry.report.RunProgress;
import io.quarry.report.RunStatus;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** How a run stands, as a row of {@link Columns#STATUS}. */
final class StatusRow {
  private static final double SECONDS_PER_MINUTE = 60;

  private StatusRow() {}

  static Row of(String run, RunStatus status) {
    Optional<RunProgress> said = status.progress().stream().findFirst();
    Optional<Duration> left = status.left();
    return RowFactory.create(
        run,
        status.state().name().toLowerCase(Locale.ROOT),
        said.map(RunProgress::phase).orElse(null),
        said.map(RunProgress::detail).orElse(null),
        status.measured() + status.failed(),
        status.budget(),
        status.failed(),
        status.reused(),
        said.map(RunProgress::underWay).orElse(null),
        said.map(RunProgress::perMinute).orElse(null),
        left.map(time -> time.toSeconds() / SECONDS_PER_MINUTE).orElse(null),
        said.map(RunProgress::frontSize).orElse(null),
        said.map(RunProgress::hypervolume).orElse(null),
        status.ended().reason(),
        said.map(at -> Timestamp.from(at.updatedAt())).orElse(null));
  }
}
