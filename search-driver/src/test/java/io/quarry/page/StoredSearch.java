package io.quarry.page;

import io.quarry.config.SearchConfig;
import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.outcome.Provenance;
import io.quarry.quantize.Policy;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import io.quarry.score.Objectives;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.store.Directory;
import io.quarry.store.MeasurementStore;
import io.quarry.store.StoredOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * The directory of a search that ended: three points of a front, of 1000, 2000 and 4000 bytes that
 * err on 30, 20 and 10 %, 47 worse ones, two that failed, and one that was never sized.
 */
final class StoredSearch {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final String CAUSE = "a.B: <img src=x onerror=alert(1)> & </script><b>17</b>";
  static final int ROWS = 53;

  /** Two at a time: each takes as long as the pause to the next but one. */
  private static final long DURATION_MS = 2000;

  final SearchConfig config =
      SearchConfig.load(List.of(), List.of("search.evaluations=53"), Objectives.ALL);
  final Runs runs;
  final RunDirectory run;
  final List<Candidate> candidates;
  private final Path root;

  /** A run without outcomes. */
  StoredSearch(Path root) {
    this.root = root;
    this.runs = runs(root);
    this.run = runs.open("r", config);
    Set<Candidate> drawn = new LinkedHashSet<>();
    var random = new Seeds(3).child("candidates").generator();
    while (drawn.size() < ROWS) {
      drawn.add(config.searchSpace().sample(random));
    }
    this.candidates = List.copyOf(drawn);
  }

  /** The run of its own directory. */
  Runs location() {
    return runs(root.resolve("r"));
  }

  private static Runs runs(Path path) {
    return new Runs(Directory.of(path.toString(), new Configuration(false)), Objectives.ALL);
  }

  /** Stores all outcomes, and what else an ended search leaves. */
  StoredSearch ended() throws IOException {
    List<StoredOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      outcomes.add(new StoredOutcome(i / 10, i % 10, outcome(i)));
    }
    store(outcomes);
    write(
        "summary.json",
        "{\"seconds_by_phase\":{\"training\":10,\"search\":60,\"confirmation\":5},"
            + "\"reference_point\":{\"top1-error\":90,\"size-bytes\":10000},\"ended\":\"evaluations\"}");
    write(
        "front.csv",
        "key,top1_error_percent,size_bytes,test_top1_error_percent,test_top1_error_low_percent,"
            + "test_top1_error_high_percent,standing,architecture,policy\n"
            + "%s,10,4000,10.5,9.6,11.5,confirmed,\"a,b\",c\n".formatted(key(2))
            + "%s,20,2000,11,10.1,12,confirmed,a,c\n".formatted(key(1))
            + "%s,30,1000,31,29.6,32.4,dominated,a,c\n".formatted(key(0)));
    write(
        "predictors.csv",
        "iteration,objective,learner,held_out_rows,held_out_mape_percent,held_out_kendall_tau,"
            + "held_out_spearman_rho,next_rows,next_mape_percent,next_kendall_tau,next_spearman_rho\n"
            + "1,top1-error,ridge,20,12.3457,0.5000,0.6000,8,1.0000,-0.2500,-1.0000\n"
            + "2,top1-error,ridge,28,NaN,0.7500,0.8000,2,0.0000,1.0000,1.0000\n");
    write(
        "predictions.csv",
        "iteration,objective,key,predicted,measured\n1,top1-error,%s,28.5,30\n2,top1-error,%s,19,20\n"
            .formatted(key(0), key(1)));
    return this;
  }

  void store(List<StoredOutcome> outcomes) {
    MeasurementStore.open(run.measurements(), Objectives.SCORED, Policy::isDecision)
        .append(outcomes);
  }

  void write(String file, String text) throws IOException {
    Files.writeString(root.resolve("r").resolve(file), text);
  }

  String key(int i) {
    return candidates.get(i).key();
  }

  Outcome outcome(int i) {
    Provenance from =
        new Provenance(
            "r", "c", "s", "d", "0.1.0", i, "<i>h</i>", "cpu", START.plusSeconds(i), DURATION_MS);
    if (i == 3 || i == 4) {
      return new Failed(candidates.get(i), CAUSE.replace("17", "1" + i), from);
    }
    return new Measurement(candidates.get(i), scores(i), from);
  }

  private static Scores scores(int i) {
    return switch (i) {
      case 0 -> scores(30, 1000);
      case 1 -> scores(20, 2000);
      case 2 -> scores(10, 4000);
      case 5 -> Scores.of(Map.of("top1-error", 5.0));
      default -> scores(40 + 0.5 * i, 5000 + 10.0 * (i * 7 % 53));
    };
  }

  private static Scores scores(double error, double size) {
    return Scores.of(Map.of("top1-error", error, "size-bytes", size));
  }
}
