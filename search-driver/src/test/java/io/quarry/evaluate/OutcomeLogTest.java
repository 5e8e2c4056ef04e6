package io.quarry.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.outcome.Provenance;
import io.quarry.space.Candidate;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutcomeLogTest {
  private static final Candidate CANDIDATE = Candidate.of(Map.of("kernel", "3"));
  private static final String SHORT_KEY = CANDIDATE.key().substring(0, 8);
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final List<LogEvent> events = new ArrayList<>();
  private final Logger logger = (Logger) LogManager.getLogger(OutcomeLog.class);
  private final AbstractAppender appender = appender();

  private AbstractAppender appender() {
    return new AbstractAppender("events", null, null, true, Property.EMPTY_ARRAY) {
      @Override
      public void append(LogEvent event) {
        events.add(event.toImmutable());
      }
    };
  }

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.INFO);
  }

  @AfterEach
  void leave() {
    logger.removeAppender(appender);
    logger.setLevel(Level.WARN);
  }

  @Test
  void anOutcomeIsALine() {
    OutcomeLog log = new OutcomeLog();
    log.log(measured(NOON), NOON, NOON.plusSeconds(3));
    log.log(failed(NOON), NOON, NOON.plusSeconds(3));

    assertThat(events)
        .extracting(event -> event.getMessage().getFormattedMessage())
        .containsExactly(
            "Candidate %s measured on host in 1234.5 ms: size-bytes 972.000, top1-error 8.04000"
                .formatted(SHORT_KEY),
            ("Candidate %s failed on host in 1234.5 ms: java.io.IOException: no \"x\" | at line 2"
                    + " of s3a://a:***@b")
                .formatted(SHORT_KEY));
    assertThat(events).allMatch(event -> event.getLevel().equals(Level.INFO));
  }

  @Test
  void aHostWhoseClockIsApartIsWarnedOfOnce() {
    OutcomeLog log = new OutcomeLog();
    log.log(measured(NOON.minusSeconds(90)), NOON, NOON.plusSeconds(3));
    log.log(measured(NOON.minusSeconds(90)), NOON, NOON.plusSeconds(3));
    new OutcomeLog().log(measured(NOON.plusSeconds(63)), NOON, NOON.plusSeconds(3));

    assertThat(events)
        .filteredOn(event -> event.getLevel().equals(Level.WARN))
        .extracting(event -> event.getMessage().getFormattedMessage())
        .containsExactly(
            "The clock of host host is at least 90.0 s behind the driver's, and so are the times in"
                + " its rows",
            "The clock of host host is at least 60.0 s ahead of the driver's, and so are the times"
                + " in its rows");
  }

  @Test
  void withTheJsonConfigurationEveryLineIsAnObject() throws IOException {
    OutcomeLog log = new OutcomeLog();
    log.log(failed(NOON), NOON, NOON);
    events.add(
        Log4jLogEvent.newBuilder()
            .setLoggerName("a\"b")
            .setLevel(Level.ERROR)
            .setMessage(new SimpleMessage("quoted \"x\", back\\slash, \ttab\nline\u001b[2J ü"))
            .setThrown(new IllegalStateException("broken \"y\"\nagain"))
            .build());

    List<JsonNode> objects = new ArrayList<>();
    for (String line : lines(events)) {
      objects.add(new ObjectMapper().readTree(line));
    }

    assertThat(objects).hasSize(2);
    JsonNode outcome = objects.get(0);
    assertThat(outcome.get("level").asText()).isEqualTo("INFO");
    assertThat(outcome.get("logger").asText()).isEqualTo(OutcomeLog.class.getName());
    assertThat(outcome.get("candidate").asText()).isEqualTo(CANDIDATE.key());
    assertThat(outcome.get("outcome").asText()).isEqualTo("failed");
    assertThat(outcome.get("host").asText()).isEqualTo("host");
    assertThat(outcome.get("duration_ms").asDouble()).isEqualTo(1234.5);
    assertThat(outcome.get("error").asText()).isEmpty();
    assertThat(Instant.parse(outcome.get("time").asText()))
        .isAfter(NOON.minusSeconds(1_000_000_000));
    JsonNode odd = objects.get(1);
    assertThat(odd.get("logger").asText()).isEqualTo("a\"b");
    assertThat(odd.get("message").asText())
        .isEqualTo("quoted \"x\", back\\slash, \ttab\nline\u001b[2J ü");
    assertThat(odd.get("error").asText().strip())
        .startsWith("java.lang.IllegalStateException: broken \"y\"\nagain")
        .contains("OutcomeLogTest");
  }

  /** What the sample's appender would write. */
  private static List<String> lines(List<LogEvent> events) {
    LoggerContext context = new LoggerContext("json");
    try {
      context.setConfigLocation(sample());
      context.start();
      Layout<?> layout = context.getConfiguration().getAppender("json").getLayout();
      Function<LogEvent, String> line = event -> layout.toSerializable(event).toString();
      return events.stream().map(line).flatMap(String::lines).toList();
    } finally {
      context.stop();
    }
  }

  private static URI sample() {
    return Path.of("..", "cluster-conf", "log4j2-json.properties").toUri();
  }

  private static Outcome measured(Instant startedAt) {
    return new Measurement(
        CANDIDATE, Scores.of(Map.of("top1-error", 8.04, "size-bytes", 972.0)), at(startedAt));
  }

  private static Outcome failed(Instant startedAt) {
    return new Failed(
        CANDIDATE, "java.io.IOException: no \"x\"\n  at line 2 of s3a://a:secret@b", at(startedAt));
  }

  private static Provenance at(Instant startedAt) {
    return new Provenance("run", "c", "s", "d", "v", 1, "host", "cpu", startedAt, 1234.5);
  }
}
