package io.quarry.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What travels between driver and executors survives Java serialization unchanged. */
class SerializationTest {

  @ParameterizedTest
  @MethodSource("travellers")
  void survivesJavaSerialization(Serializable value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(value);
    }
  }

  static Stream<Serializable> travellers() {
    Candidate candidate = Candidate.of(Map.of("depth", "2", "kernel", "5"));
    Provenance provenance =
        new Provenance("r", "c", "s", "d", "v", 3, "host", "cpu", Instant.ofEpochSecond(9, 1), 0.5);
    Decision depth = Decision.ordinal("depth", List.of(1, 2));
    Decision kernel =
        Decision.ordinal("kernel", List.of(3, 5)).when(new Condition("depth", List.of("2")));
    return Stream.of(
        candidate,
        SearchSpace.of(List.of(depth, kernel)),
        Objective.minimize("macs", "macs", ""),
        new Measurement(candidate, Scores.of(Map.of("macs", 12.0)), provenance),
        new Failed(candidate, "java.lang.IllegalStateException: no", provenance),
        new Seeds(5));
  }
}
