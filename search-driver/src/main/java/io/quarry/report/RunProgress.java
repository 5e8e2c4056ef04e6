package io.quarry.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * How far a run has come, as its driver says every few seconds. Times are the driver's clock's.
 *
 * @param phase what it is at: {@code training}, {@code search}, {@code confirmation}, {@code done}
 * @param done steps of that phase, or candidates
 * @param total of them
 * @param detail what else there is to say, for people
 * @param evaluations candidates that the run paid for so far
 * @param budget candidates that it is going to pay for; 0 before its search
 * @param reused what other runs paid for
 * @param failed of the run's own
 * @param underWay candidates that were handed out and have not come back
 * @param frontSize points on the front
 * @param hypervolume of the front
 * @param perMinute candidates that came back in a minute, on average since this start
 * @param startedAt when this start began
 * @param updatedAt when this was written
 */
public record RunProgress(
    String phase,
    long done,
    long total,
    String detail,
    int evaluations,
    int budget,
    int reused,
    int failed,
    int underWay,
    int frontSize,
    double hypervolume,
    double perMinute,
    Instant startedAt,
    Instant updatedAt) {
  private static final JsonMapper JSON = new JsonMapper();

  /** The phase of a run that nothing is done for any more. */
  public static final String DONE = "done";

  byte[] json() {
    ObjectNode node =
        JSON.createObjectNode()
            .put("phase", phase)
            .put("done", done)
            .put("total", total)
            .put("detail", detail)
            .put("evaluations", evaluations)
            .put("budget", budget)
            .put("reused", reused)
            .put("failed", failed)
            .put("under_way", underWay)
            .put("front_size", frontSize)
            .put("hypervolume", hypervolume)
            .put("per_minute", perMinute)
            .put("started_at", startedAt.toString())
            .put("updated_at", updatedAt.toString());
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree is always JSON", e);
    }
  }

  /** Reads what {@link #json} wrote; what is missing counts as nothing. */
  static RunProgress parse(byte[] json) {
    JsonNode node;
    try {
      node = JSON.readTree(json);
    } catch (IOException e) {
      node = JSON.createObjectNode();
    }
    return new RunProgress(
        node.path("phase").asText("unknown"),
        node.path("done").asLong(),
        node.path("total").asLong(),
        node.path("detail").asText(""),
        node.path("evaluations").asInt(),
        node.path("budget").asInt(),
        node.path("reused").asInt(),
        node.path("failed").asInt(),
        node.path("under_way").asInt(),
        node.path("front_size").asInt(),
        node.path("hypervolume").asDouble(),
        node.path("per_minute").asDouble(),
        instant(node.path("started_at")),
        instant(node.path("updated_at")));
  }

  private static Instant instant(JsonNode node) {
    try {
      return Instant.parse(node.asText());
    } catch (DateTimeParseException e) {
      return Instant.EPOCH; // As of a file that is torn: unknown.
    }
  }
}
