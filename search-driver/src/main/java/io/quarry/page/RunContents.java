package io.quarry.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.quarry.config.SearchConfig;
import io.quarry.outcome.Timing;
import io.quarry.problem.InputException;
import io.quarry.quantize.Policy;
import io.quarry.report.RunDirectory;
import io.quarry.report.RunProgress;
import io.quarry.space.SearchSpace;
import io.quarry.store.Journal;
import io.quarry.store.MeasurementStore;
import io.quarry.store.StoredOutcome;
import io.quarry.store.TimingStore;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * What the directory of a run holds, read once.
 *
 * @param run the directory
 * @param config that it belongs to
 * @param space that is searched
 * @param outcomes its store, in the order of the journal
 * @param timings the last timing of each candidate that it was searched by, by key
 * @param front rows of {@code front.csv} by key, column to cell; empty where there is none
 * @param predictors rows of {@code predictors.csv}
 * @param predictions rows of {@code predictions.csv}
 * @param summary {@code summary.json}, or a missing node
 * @param progress {@code progress.json}, or none
 * @param problems what cannot be read, for people
 */
record RunContents(
    RunDirectory run,
    SearchConfig config,
    SearchSpace space,
    List<StoredOutcome> outcomes,
    Map<String, Timing> timings,
    Map<String, Map<String, String>> front,
    List<Map<String, String>> predictors,
    List<Map<String, String>> predictions,
    JsonNode summary,
    List<RunProgress> progress,
    List<String> problems) {

  RunContents {
    outcomes = List.copyOf(outcomes);
    predictors = List.copyOf(predictors);
    predictions = List.copyOf(predictions);
    progress = List.copyOf(progress);
    problems = List.copyOf(problems);
  }

  /**
   * Reads a run.
   *
   * @throws InputException when it holds outcomes, and none that can be read
   */
  static RunContents read(RunDirectory run, SearchConfig config) {
    Journal journal =
        MeasurementStore.open(run.measurements(), List.of(), Policy::isDecision).read();
    List<String> problems = new ArrayList<>(journal.problems());
    if (journal.entries().isEmpty() && !problems.isEmpty()) {
      throw new InputException(
          "Run %s holds no outcome that can be read: %s"
              .formatted(run.directory(), problems.get(0)),
          "another version of Quarry wrote it, whose own report command reads it.");
    }
    Map<String, Timing> timings = new LinkedHashMap<>();
    TimingStore.open(run.timings()).read().stream()
        .filter(timing -> timing.purpose() == Timing.Purpose.SEARCH)
        .forEach(timing -> timings.put(timing.candidate().key(), timing));
    Map<String, Map<String, String>> front = new LinkedHashMap<>();
    rows("front.csv", run.frontCsv(), problems)
        .forEach(row -> front.put(row.getOrDefault("key", ""), row));
    return new RunContents(
        run,
        config,
        config.searchSpace(),
        journal.entries(),
        timings,
        front,
        rows("predictors.csv", run.predictorsCsv(), problems),
        rows("predictions.csv", run.predictionsCsv(), problems),
        summary(run.summaryJson(), problems),
        run.progress().stream().toList(),
        problems);
  }

  /** The rows of a table whose first line names the columns; none where it is torn. */
  private static List<Map<String, String>> rows(
      String file, Optional<String> csv, List<String> problems) {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).build();
    try (CSVParser parser = CSVParser.parse(new StringReader(csv.orElse("")), format)) {
      return parser.stream().map(CSVRecord::toMap).toList();
    } catch (IOException | RuntimeException e) {
      problems.add("%s is not as a search wrote it: %s".formatted(file, e.getMessage()));
      return List.of();
    }
  }

  private static JsonNode summary(Optional<String> json, List<String> problems) {
    try {
      return json.isEmpty() ? MissingNode.getInstance() : new JsonMapper().readTree(json.get());
    } catch (JsonProcessingException e) {
      problems.add("summary.json is not as a search wrote it: " + e.getOriginalMessage());
      return MissingNode.getInstance();
    }
  }

  /** A figure of a cell; NaN where there is none. */
  static double figure(Map<String, String> row, String column) {
    String text = row.getOrDefault(column, "");
    try {
      return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
