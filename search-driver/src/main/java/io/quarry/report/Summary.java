package io.quarry.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarry.objective.Objective;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The figures of a run, finished or not.
 *
 * @param run its name
 * @param seed its seed
 * @param codeVersion version and commit of the code
 * @param spaceSize how many distinct candidates there are
 * @param configurationHash hash of what decides the run's results
 * @param supernetHash SHA-256 of the supernet's checkpoint
 * @param dataHash SHA-256 of the calibration and validation data
 * @param host name of the driver's host
 * @param cpu model name of that host's processor
 * @param secondsByPhase wall time of each phase, in the order of the phases
 * @param evaluations what became of the candidates
 * @param objectives what was searched for
 * @param constraints texts of what every point of the front keeps
 * @param referencePoint objective name to the value that bounds the hypervolume, in its unit
 * @param hypervolume of the front
 * @param frontSize points on the front
 * @param timed one where models were timed, else none
 * @param nearestMiss one where no candidate keeps all constraints, else none
 * @param learned one where a controller searched while the supernet trained, else none
 * @param hypervolumeBefore of what the run knew from others when it began; 0 where it knew nothing
 * @param ended what ended its search, {@code not-yet} while it runs
 */
public record Summary(
    String run,
    long seed,
    String codeVersion,
    BigInteger spaceSize,
    String configurationHash,
    String supernetHash,
    String dataHash,
    String host,
    String cpu,
    Map<String, Double> secondsByPhase,
    Evaluations evaluations,
    List<Objective> objectives,
    List<String> constraints,
    SortedMap<String, Double> referencePoint,
    double hypervolume,
    int frontSize,
    List<Timed> timed,
    List<NearestMiss> nearestMiss,
    List<Learned> learned,
    double hypervolumeBefore,
    Ending ended) {

  public Summary {
    secondsByPhase = Collections.unmodifiableMap(new LinkedHashMap<>(secondsByPhase));
    objectives = List.copyOf(objectives);
    constraints = List.copyOf(constraints);
    timed = List.copyOf(timed);
    nearestMiss = List.copyOf(nearestMiss);
    learned = List.copyOf(learned);
    referencePoint = Collections.unmodifiableSortedMap(new TreeMap<>(referencePoint));
  }

  /**
   * What became of the candidates that were asked for.
   *
   * @param paid evaluated in this process
   * @param fromStore found in the store, where an earlier start of the run had put them
   * @param failed of both, those that failed
   * @param infeasible of both, those that were measured and break a constraint
   * @param reused beside them, what other runs had paid for
   */
  public record Evaluations(int paid, int fromStore, int failed, int infeasible, int reused) {}

  /** Whether it knew something from other runs, and found nothing that adds to it. */
  public boolean gainedNothing() {
    return evaluations.reused() > 0 && hypervolume <= hypervolumeBefore;
  }

  /**
   * What a summary that {@link #json} wrote says of the end of its search.
   *
   * @return {@link Ending#NOT_YET} where it says nothing that is known here
   */
  static Ending endedOf(byte[] json) {
    try {
      String text = JsonMapper.builder().build().readTree(json).path("ended").asText();
      return Arrays.stream(Ending.values())
          .filter(ending -> ending.text().equals(text))
          .findFirst()
          .orElse(Ending.NOT_YET);
    } catch (IOException e) {
      return Ending.NOT_YET;
    }
  }

  /**
   * The timings of a run, all of one class of hosts.
   *
   * @param on class of hosts, processor, runtime, batch size and threads, for people
   * @param models how many were timed, again for the final front included
   * @param unsteady of them, those whose host was too noisy
   */
  public record Timed(String on, int models, int unsteady) {}

  /** JSON in UTF-8, indented, keys in snake case in the order of the components. */
  public byte[] json() {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    try {
      String text =
          JsonMapper.builder()
              .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
              .build()
              .writer(new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines))
              .writeValueAsString(this);
      return (text + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A summary is always JSON", e);
    }
  }
}
