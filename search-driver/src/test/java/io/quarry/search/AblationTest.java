package io.quarry.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.config.SearchConfig;
import io.quarry.evaluate.CandidateEvaluator;
import io.quarry.evaluate.RunIdentity;
import io.quarry.objective.Scores;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.outcome.Provenance;
import io.quarry.pareto.Hypervolume;
import io.quarry.problem.InputException;
import io.quarry.quantize.Policy;
import io.quarry.report.AblationTable;
import io.quarry.report.FrontTable;
import io.quarry.score.Objectives;
import io.quarry.space.Candidate;
import io.quarry.store.Directory;
import io.quarry.store.MeasurementStore;
import io.quarry.tactic.SearchTactic;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ablations of a real space, with scores from a formula. */
class AblationTest {
  private static final Provenance PROVENANCE =
      new Provenance("run", "c", "s", "d", "v", 1, "host", "cpu", Instant.EPOCH, 1);
  private static final RunIdentity IDENTITY = new RunIdentity("run", "c", "s", "d", "v");

  @TempDir Path directory;

  /** What was asked of the evaluator, by piece of work. */
  private final Map<String, List<Candidate>> calls = new LinkedHashMap<>();

  /** What each piece of work had to spend. */
  private final Map<String, Long> budgets = new LinkedHashMap<>();

  private String work = "";

  @ParameterizedTest
  @ValueSource(strings = {"nsga2", "linas", "random"})
  void everyVariantSpendsTheSameAndNothingIsPaidTwice(String tactic) {
    AblationResult result = ablation(config("search.tactic=" + tactic), () -> false).run();

    assertThat(result.table().rows())
        .extracting(AblationTable.Row::variant)
        .containsExactly("joint", "architecture-then-policy", "policy-only", "uniform");
    assertThat(result.table().rows().subList(0, 3))
        .extracting(AblationTable.Row::evaluations)
        .containsOnly(41);
    assertThat(result.table().rows().get(3).evaluations()).isEqualTo(12);
    assertThat(budgets)
        .containsExactly(
            Map.entry("joint", 41L),
            Map.entry("architecture-then-policy, architectures", 20L),
            Map.entry("architecture-then-policy, formats", 21L),
            Map.entry("policy-only", 41L),
            Map.entry("uniform", 12L));
    List<Candidate> paid = calls.values().stream().flatMap(Collection::stream).toList();
    assertThat(paid).doesNotHaveDuplicates().hasSize(result.paid());
    assertThat(result.fromStore()).isZero();
    assertThat(result.table().rows().stream().mapToInt(AblationTable.Row::paid).sum())
        .isEqualTo(result.paid());
    assertThat(result.table().rows()).allMatch(row -> row.hypervolume() > 0);
  }

  @Test
  void eachVariantStaysInItsPartOfTheSpace() {
    SearchConfig config = config();
    Workload workload = Workload.load(config);
    AblationTable table = ablation(config, () -> false).run().table();

    assertThat(calls.values().stream().flatMap(Collection::stream))
        .allMatch(workload.space()::contains);
    assertThat(architectures(calls.get("policy-only")))
        .containsExactly(workload.net().largest(workload.space()));
    assertThat(calls.get("architecture-then-policy, architectures"))
        .allMatch(candidate -> formats(candidate).equals(Set.of("float32/float32")));
    assertThat(architectures(calls.get("architecture-then-policy, architectures")))
        .hasSizeGreaterThan(8);
    Set<Candidate> shortlist = architectures(calls.get("architecture-then-policy, formats"));
    assertThat(shortlist).hasSizeBetween(2, 4);
    assertThat(table.rows().get(1).front().points()).isNotEmpty();
    assertThat(architectures(calls.get("joint"))).hasSizeGreaterThan(8);
  }

  @Test
  void jointIsTheSearchItself() {
    SearchConfig config = config("search.tactic=nsga2");
    ablation(config, () -> false).run();
    List<Candidate> joint = calls.get("joint");

    Workload workload = Workload.load(config);
    calls.clear();
    work = "search";
    SearchTactic tactic = SparkEngine.tactic(workload, report -> {});
    search(workload, "other", tactic, 41, at -> {}).run(() -> false);
    assertThat(calls.get("search")).isEqualTo(joint);
  }

  @Test
  void aPinnedLayerKeepsItsFormatsAndOthersGetTheFirstWhereFloat32IsNotAllowed() {
    ablation(config("policy.formats=[int8,int4]", "policy.first-layer=float32"), () -> false).run();

    assertThat(calls.get("architecture-then-policy, architectures"))
        .isNotEmpty()
        .allMatch(candidate -> candidate.value("stem.format").equals("float32/float32"))
        .allMatch(candidate -> candidate.value("classifier.format").equals("int8/uint8"));
  }

  @Test
  void aSecondStartPaysNothingAndFindsTheSame() {
    SearchConfig config = config("search.tactic=nsga2");
    AblationTable first = ablation(config, () -> false).run().table();
    calls.clear();
    AblationResult second = ablation(config, () -> false).run();

    assertThat(calls).isEmpty();
    assertThat(second.paid()).isZero();
    assertThat(second.table().csv()).isEqualTo(first.csv());
    assertThat(second.table().curveCsv()).isEqualTo(first.curveCsv());
    assertThat(second.table().fronts().get("joint").csv())
        .isEqualTo(first.fronts().get("joint").csv());
  }

  @Test
  void whatWasMeasuredBeforeAStopIsNotPaidAgain() {
    int[] asked = {0};
    assertThatThrownBy(() -> ablation(config(), () -> ++asked[0] > 52).run())
        .isInstanceOf(StoppedException.class)
        .hasMessageMatching(
            "Stopped in architecture-then-policy, architectures after \\d+ of 20 evaluations;"
                + " the next start continues from there");
    Set<Candidate> before =
        calls.values().stream().flatMap(Collection::stream).collect(Collectors.toSet());
    assertThat(before).hasSizeGreaterThan(41);
    calls.clear();
    AblationResult result = ablation(config(), () -> false).run();

    assertThat(calls.values().stream().flatMap(Collection::stream))
        .doesNotContainAnyElementsOf(before);
    assertThat(result.fromStore()).isEqualTo(before.size());
    assertThat(result.table().rows().get(0).evaluations()).isEqualTo(41);
  }

  @Test
  void whatFewArchitecturesLeaveOfTheirHalfIsForFormats() {
    String only = "space.restrict={stage1={type=inverted,depth=1,kernel=3,expansion=1}}";
    AblationTable table = ablation(config(only), () -> false).run().table();

    assertThat(budgets)
        .containsEntry("architecture-then-policy, architectures", 20L)
        .containsEntry("architecture-then-policy, formats", 39L);
    assertThat(table.rows().get(1).evaluations()).isEqualTo(41);
  }

  @Test
  void architecturesAreShortlistedEvenWhereNoneOfThemKeepsTheConstraints() {
    AblationTable table =
        ablation(config("constraints=[\"size-bytes <= 800\"]"), () -> false).run().table();

    assertThat(calls.get("architecture-then-policy, formats")).isNotEmpty();
    assertThat(table.rows())
        .flatExtracting(row -> row.front().points())
        .allMatch(point -> point.scores().of(Objectives.SIZE_BYTES) <= 800);
  }

  @Test
  void theTableComparesWithJoint() {
    AblationTable table = ablation(config(), () -> false).run().table();

    List<String> lines = table.csv().lines().toList();
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0))
        .isEqualTo(
            "variant,evaluations,paid,hypervolume,percent_of_joint,front_size,"
                + "best_top1_error_percent,best_size_bytes");
    AblationTable.Row joint = table.rows().get(0);
    assertThat(lines.get(1))
        .startsWith("joint,41,41,")
        .contains(",100,%d,".formatted(joint.front().points().size()));
    List<String> curve = table.curveCsv().lines().toList();
    assertThat(curve).hasSize(1 + 3 * 41 + 12).startsWith("variant,evaluations,hypervolume");
    for (AblationTable.Row row : table.rows()) {
      assertThat(row.curve()).isSorted();
    }
    assertThat(joint.hypervolume())
        .isEqualTo(hypervolume(Workload.load(config())).volume(joint.front().canonicalValues()));
  }

  @Test
  void whatCannotBeAblatedIsRefused() {
    assertThatThrownBy(() -> AblationPlan.of(config("search.evaluations=7")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("search.evaluations = 7 are too few to ablate");
    assertThatThrownBy(() -> AblationPlan.of(config("policy.formats=[int8]")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("The space leaves no choice of formats");
    assertThatThrownBy(
            () ->
                AblationPlan.of(
                    config(
                        "space.restrict={stage1={type=fused,depth=1,width=4,kernel=3,expansion=1}}")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("The space leaves no choice of architecture");
  }

  @Test
  void aShortlistHoldsTheEndsAndEvenRanksBetween() {
    assertThat(Shortlist.spread(List.of(1, 2, 3), 4)).containsExactly(1, 2, 3);
    assertThat(Shortlist.spread(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), 4))
        .containsExactly(0, 3, 6, 9);
    assertThat(Shortlist.spread(List.of(0, 1, 2, 3, 4), 4)).containsExactly(0, 1, 3, 4);
  }

  @Test
  void aShortlistsCandidatesAreThoseOfItsArchitectures() {
    Workload workload = Workload.load(config());
    Candidate small = workload.net().smallest();
    Candidate large = workload.net().largest();
    Shortlist shortlist = new Shortlist(workload.space(), List.of(small, large));

    assertThat(shortlist.space().size())
        .isEqualTo(
            Shortlist.only(workload.space(), small)
                .size()
                .add(Shortlist.only(workload.space(), large).size()));
    for (int i = 0; i < 50; i++) {
      Candidate numbered = shortlist.space().sample(workload.seeds().child("test", i).generator());
      Candidate joint = shortlist.joint(numbered);
      assertThat(workload.space().contains(joint)).isTrue();
      assertThat(Shortlist.architectureOf(joint)).isIn(small, large);
      assertThat(shortlist.numbered(joint)).isEqualTo(numbered);
    }
  }

  @Test
  void onATargetEveryVariantMeasuresLegalPoliciesAlone() {
    String float32 = "float32/float32";
    SearchConfig config =
        config(
            "policy.target=x86-vnni", "policy.formats=[int4,int8,float32]", "search.tactic=nsga2");
    Workload workload = Workload.load(config);
    AblationTable table = ablation(config, () -> false).run().table();

    assertThat(workload.uniformCandidates()).hasSize(4).doesNotHaveDuplicates();
    assertThat(workload.uniformCandidates()).allMatch(workload.space()::contains);
    assertThat(calls.values().stream().flatMap(List::stream))
        .isNotEmpty()
        .allMatch(workload.space()::contains);
    assertThat(table.rows()).allMatch(row -> row.hypervolume() > 0);
    for (FrontTable front : table.fronts().values()) {
      for (Measurement point : front.front().points()) {
        Candidate complete = workload.complete(point.candidate());
        Candidate formats = complete.restrictedTo(Policy::isDecision);
        assertThat(formats.values().values()).isSubsetOf(float32, "int8/uint8");
        assertThat(formats.values())
            .hasSameSizeAs(workload.net().network(point.candidate()).layers());
        assertThat(new String(front.csv(), UTF_8)).contains("," + formats.text() + "\n");
      }
    }
  }

  private static SearchConfig config(String... more) {
    List<String> settings = new ArrayList<>(SparkEngineIT.SETTINGS);
    settings.addAll(
        List.of(
            "search.evaluations=41",
            "search.tactic=random",
            "search.batch=20",
            "search.nsga2.population=20",
            "search.linas.initial=10",
            "search.linas.predicted-evaluations=200"));
    settings.addAll(List.of(more));
    return SearchConfig.load(List.of(), settings, Objectives.ALL);
  }

  private Ablation ablation(SearchConfig config, BooleanSupplier stop) {
    Workload workload = Workload.load(config);
    return new Ablation(
        workload,
        AblationPlan.of(config),
        (tactic, budget, listener) -> search(workload, "m", tactic, budget, listener),
        this::start,
        stop);
  }

  private static Hypervolume hypervolume(Workload workload) {
    return Hypervolume.of(workload.canonical(workload.referencePoint()));
  }

  private Search search(
      Workload workload,
      String store,
      SearchTactic tactic,
      int budget,
      Consumer<SearchProgress> listener) {
    SearchConfig config = workload.config();
    Directory root = Directory.of(directory.toString(), new Configuration(false));
    return new Search(
        tactic,
        evaluator(workload),
        new RunJournal(
            MeasurementStore.open(root.child(store), workload.scored(), Policy::isDecision),
            IDENTITY,
            System::nanoTime),
        Limits.evaluations(budget),
        config.search().batch(),
        new Tally(config.objectives(), config.constraints(), hypervolume(workload)),
        Completion.none(),
        listener,
        pulse -> {});
  }

  /** Costs as they are; the error falls with the MACs and with the bits of the weights. */
  private CandidateEvaluator evaluator(Workload workload) {
    return new CandidateEvaluator() {
      @Override
      public void evaluate(
          String description,
          List<Candidate> candidates,
          Consumer<Outcome> arrived,
          BooleanSupplier stop) {
        for (Candidate candidate : candidates) {
          if (!stop.getAsBoolean()) {
            calls.computeIfAbsent(work, name -> new ArrayList<>()).add(candidate);
            arrived.accept(new Measurement(candidate, scores(workload, candidate), PROVENANCE));
          }
        }
      }

      @Override
      public void evaluateContinuously(
          IntFunction<List<Candidate>> source,
          Consumer<List<Outcome>> arrived,
          BooleanSupplier stop) {
        throw new AssertionError("an ablation searches synchronously");
      }
    };
  }

  private static Scores scores(Workload workload, Candidate candidate) {
    double[] costs = workload.knownCosts().of(candidate);
    double error = 100 / Math.log(costs[0] + costs[1]);
    return Scores.of(
        Map.of(
            "top1-error", error,
            "loss", error / 10,
            "macs", costs[0],
            "bops", costs[1],
            "size-bytes", costs[2]));
  }

  private static Set<Candidate> architectures(List<Candidate> candidates) {
    return candidates.stream().map(Shortlist::architectureOf).collect(Collectors.toSet());
  }

  private static Set<String> formats(Candidate candidate) {
    return Set.copyOf(candidate.restrictedTo(Policy::isDecision).values().values());
  }

  private Progress.Work start(String name, long total) {
    work = name;
    budgets.put(name, total);
    return new Progress.Work() {
      @Override
      public void reach(long done, String detail) {}

      @Override
      public void close() {}
    };
  }
}
