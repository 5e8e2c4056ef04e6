package io.quarry.cli;

import io.quarry.config.ConfigFiles;
import io.quarry.config.SearchConfig;
import io.quarry.doctor.Check;
import io.quarry.doctor.Diagnosis;
import io.quarry.objective.Constraint;
import io.quarry.objective.Scores;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Provenance;
import io.quarry.pareto.ParetoFront;
import io.quarry.predict.latency.LatencyQuality;
import io.quarry.problem.HeldException;
import io.quarry.problem.InputException;
import io.quarry.profile.LatencyProfile;
import io.quarry.report.AblationTable;
import io.quarry.report.Ending;
import io.quarry.report.FrontTable;
import io.quarry.report.NearestMiss;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import io.quarry.report.Summary;
import io.quarry.search.AblationResult;
import io.quarry.search.Engine;
import io.quarry.search.Plan;
import io.quarry.search.ProfileResult;
import io.quarry.search.Progress;
import io.quarry.search.SearchResult;
import io.quarry.search.StageWork;
import io.quarry.search.StoppedException;
import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import io.quarry.store.Directory;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/** Answers what it is told to, and remembers what it was asked. */
final class FakeEngine implements Engine {
  private static final SearchSpace DECLARED =
      SearchSpace.of(
          IntStream.range(0, 12)
              .mapToObj(
                  i ->
                      Decision.ordinal(
                          "d%d.width".formatted(i), IntStream.range(0, 10).boxed().toList()))
              .toList());

  private final Supplier<Path> root;
  final List<String> calls = new ArrayList<>();
  String failure = "";
  boolean bug;
  boolean failing;
  boolean infeasible;
  boolean stopping;
  boolean held;
  int reused;

  FakeEngine(Supplier<Path> root) {
    this.root = root;
  }

  @Override
  public Runs runs(String location) {
    if (location.equals("nowhere:")) {
      throw new InputException("no " + location);
    }
    return new Runs(
        Directory.of(root.get().toString(), new Configuration(false)).child(location),
        CliFixture.KNOWN);
  }

  @Override
  public ConfigFiles files() {
    return ConfigFiles.local();
  }

  @Override
  public Plan plan(SearchConfig config, Runs runs) {
    calls.add("plan " + config.name());
    return new Plan(
        DECLARED, DECLARED.restrict(config.space().restrict()), "to be trained", "local[2]");
  }

  @Override
  public String train(SearchConfig config, Runs runs, Progress progress, BooleanSupplier stop) {
    if (bug || !failure.isEmpty()) {
      throw new IllegalStateException("oops " + failure);
    }
    calls.add("train " + config.name());
    return "supernets/" + config.name();
  }

  @Override
  public List<String> trainAll(
      List<SearchConfig> configs,
      Runs runs,
      List<RunDirectory> directories,
      Progress progress,
      BooleanSupplier stop) {
    List<String> names = directories.stream().map(RunDirectory::name).toList();
    calls.add("train all of " + String.join(", ", names));
    return List.of(failure, "");
  }

  @Override
  public Diagnosis diagnose(SearchConfig config, Runs runs) {
    calls.add("diagnose " + config.name());
    Check.Verdict verdict = failing ? Check.Verdict.MEND : Check.Verdict.WARNING;
    return new Diagnosis(List.of(new Check("clocks", verdict, "3 s apart", "set them.")));
  }

  @Override
  public ProfileResult profile(
      SearchConfig config,
      Runs runs,
      String hostClass,
      int networks,
      String location,
      Progress progress,
      BooleanSupplier stop) {
    calls.add("profile %s of %s, %d networks".formatted(hostClass, config.name(), networks));
    LatencyProfile profile = new LatencyProfile(1, hostClass, "cpu", "runtime 1", 1, 2, List.of());
    LatencyQuality quality = new LatencyQuality(48, 0.75, 0.875, 6, 0.9375);
    return new ProfileResult(location.isEmpty() ? "there" : location, profile, 3, List.of(quality));
  }

  @Override
  public StageWork stages(SearchConfig config, Runs runs) {
    throw new InputException("no stages of " + config.name());
  }

  @Override
  public AblationResult ablate(
      SearchConfig config, Runs runs, RunDirectory run, Progress progress, BooleanSupplier stop) {
    calls.add("ablate %s in %s".formatted(config.name(), run.name()));
    if (stopping) {
      throw new StoppedException("Stopped in joint after 3 of 8 evaluations");
    }
    List<Measurement> points = infeasible ? List.of() : List.of(point());
    ParetoFront front = ParetoFront.of(config.objectives(), points);
    AblationTable table =
        new AblationTable(
            config.objectives(),
            List.of(),
            List.of(
                new AblationTable.Row("joint", 2, front, List.of(100.0, 400.0)),
                new AblationTable.Row("policy-only", 1, front, List.of(50.0, 300.0))),
            name -> true,
            UnaryOperator.identity());
    return new AblationResult(table, 3, 1);
  }

  Measurement point() {
    return new Measurement(
        Candidate.of(Map.of("a.format", "int8/uint8")),
        Scores.of(Map.of("top1-error", 5.0, "size-bytes", 100.0)),
        new Provenance("", "", "", "", "", 1, "", "", Instant.EPOCH, 1));
  }

  @Override
  public SearchResult search(
      SearchConfig config, Runs runs, RunDirectory run, Progress progress, BooleanSupplier stop) {
    calls.add("search %s in %s".formatted(config.name(), run.name()));
    if (held) {
      throw new HeldException("run r is held by ada", "wait.");
    }
    Measurement point = point();
    FrontTable front =
        new FrontTable(
            ParetoFront.of(config.objectives(), failing || infeasible ? List.of() : List.of(point)),
            new TreeMap<>(),
            name -> true);
    Summary summary =
        new Summary(
            run.name(),
            config.seed(),
            "",
            BigInteger.TEN,
            "",
            "",
            "",
            "",
            "",
            Map.of(),
            new Summary.Evaluations(3, 1, failing ? 4 : 0, infeasible ? 4 : 0, reused),
            config.objectives(),
            config.constraints().stream().map(Constraint::text).toList(),
            new TreeMap<>(),
            0.25,
            1,
            List.of(new Summary.Timed("edge: cpu", 6, 2)),
            infeasible
                ? List.of(
                    NearestMiss.of(
                        point, config.constraints(), name -> true, UnaryOperator.identity()))
                : List.of(),
            List.of(),
            0.25,
            Ending.EVALUATIONS);
    return new SearchResult(front, summary);
  }
}
