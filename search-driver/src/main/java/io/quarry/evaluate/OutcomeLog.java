package io.quarry.evaluate;

import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One line an outcome at level INFO; a warning for a host whose clock is not the driver's. Parts of
 * a line stand in the mapped diagnostic context too, for layouts that show them apart.
 */
final class OutcomeLog {
  private static final Logger LOG = LoggerFactory.getLogger(OutcomeLog.class);
  private static final int SHORT_KEY = 8;

  /** Provenance that is off by more misleads. */
  private static final Duration CLOCK = Duration.ofSeconds(1);

  private final Set<String> apart = new HashSet<>();

  /**
   * Tells of an outcome.
   *
   * @param handedOver when the driver gave the candidate away, or earlier
   * @param now when it came back
   */
  void log(Outcome outcome, Instant handedOver, Instant now) {
    String host = outcome.provenance().host();
    Map<String, String> parts =
        Map.of(
            "candidate",
            outcome.candidate().key(),
            "outcome",
            outcome instanceof Failed ? "failed" : "measured",
            "host",
            host,
            "duration_ms",
            String.format(Locale.ROOT, "%.1f", outcome.provenance().durationMs()));
    parts.forEach(MDC::put);
    try {
      LOG.info(
          "Candidate {} {} on {} in {} ms: {}",
          outcome.candidate().key().substring(0, SHORT_KEY),
          parts.get("outcome"),
          host,
          parts.get("duration_ms"),
          text(outcome));
    } finally {
      parts.keySet().forEach(MDC::remove);
    }
    warnOfClock(outcome, handedOver, now);
  }

  private static String text(Outcome outcome) {
    if (outcome instanceof Measurement measurement) {
      return measurement.scores().values().entrySet().stream()
          .map(score -> String.format(Locale.ROOT, "%s %.6g", score.getKey(), score.getValue()))
          .collect(Collectors.joining(", "));
    }
    // A line an outcome: causes of strangers' code may have several.
    return ((Failed) outcome).cause().replaceAll("\\s*\\R\\s*", " | ");
  }

  private void warnOfClock(Outcome outcome, Instant handedOver, Instant now) {
    Instant started = outcome.provenance().startedAt();
    Duration early = Duration.between(started, handedOver);
    Duration late = Duration.between(now, started);
    boolean behind = early.compareTo(late) > 0;
    Duration by = behind ? early : late;
    if (by.compareTo(CLOCK) > 0 && apart.add(outcome.provenance().host())) {
      LOG.warn(
          "The clock of host {} is at least {} s {} the driver's, and so are the times in its rows",
          outcome.provenance().host(),
          String.format(Locale.ROOT, "%.1f", by.toMillis() / 1e3),
          behind ? "behind" : "ahead of");
    }
  }
}
