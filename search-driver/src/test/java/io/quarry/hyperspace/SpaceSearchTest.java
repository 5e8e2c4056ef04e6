package io.quarry.hyperspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.problem.InputException;
import io.quarry.search.Progress;
import io.quarry.search.StoppedException;
import io.quarry.seed.Seeds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpaceSearchTest {
  private static final QtSettings FINALS = new QtSettings(2000, 20, 0.08, 0.01);

  /** 6³ = 216 spaces. */
  private static final StageTable TABLE = SmallTables.random(3, 3, 2, 25, 30);

  private final List<Long> reached = new ArrayList<>();

  private static SpaceSettings settings(
      SpaceSettings.Tactic tactic, int evaluations, Double... latenciesMs) {
    return new SpaceSettings(
        List.of(latenciesMs), tactic, evaluations, 1000, FINALS, Math.max(2, evaluations / 4), 4);
  }

  private SpaceSearchResult run(SpaceSettings settings, long seed, int runs) {
    return new SpaceSearch(TABLE, settings, seed).run(runs, 20, List.of(), progress(), () -> false);
  }

  private Progress progress() {
    return (name, total) -> {
      reached.clear();
      return new Progress.Work() {
        @Override
        public void reach(long done, String detail) {
          reached.add(done);
        }

        @Override
        public void close() {
          assertThat(reached).isSorted().allMatch(done -> done <= total);
        }
      };
    };
  }

  /** All spaces, best first, by many rounds on draws of their own. */
  private static List<Rescored> all(SpaceSettings settings) {
    Rescoring rescoring =
        new Rescoring(TABLE, settings.latenciesMs(), FINALS, new Seeds(99), () -> false);
    List<StageSpace> spaces =
        IntStream.range(0, 216)
            .mapToObj(
                i ->
                    new StageSpace(
                        List.of(i % 3, i / 3 % 3, i / 9 % 3),
                        List.of(i / 27 % 2, i / 54 % 2, i / 108)))
            .toList();
    rescoring.play(spaces, 60);
    return spaces.stream()
        .map(space -> rescoring.of(space, 60))
        .sorted(Comparator.comparingDouble(one -> -one.score()))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void theTrueBestIsFoundWithoutScoringAll(SpaceSettings.Tactic tactic) {
    for (Double[] latenciesMs : new Double[][] {{5.5}, {5.0, 7.0}}) {
      SpaceSettings settings = settings(tactic, 70, latenciesMs);
      List<Rescored> all = all(settings);
      // So that a mistake cannot be taken for noise.
      assertThat(all.get(0).score() - all.get(1).score())
          .isGreaterThan(5 * all.get(0).standardError());

      SpaceSearchResult result = run(settings, 1, 5);

      assertThat(result.runs())
          .extracting(run -> run.winner().space())
          .containsOnly(all.get(0).space())
          .hasSize(5);
      assertThat(result.runs())
          .allSatisfy(
              run -> {
                assertThat(run.evaluations()).isEqualTo(70);
                assertThat(run.spaces()).isBetween(70, 90);
              });
      assertThat(result.best().winner().score())
          .isGreaterThanOrEqualTo(
              result.random().stream().mapToDouble(Rescored::score).max().orElseThrow());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSearchDependsOnItsSeedAlone(SpaceSettings.Tactic tactic) {
    SpaceSettings settings = settings(tactic, 30, 5.0, 7.0);

    SpaceSearchResult both = run(settings, 5, 2);
    SpaceSearchResult again = run(settings, 5, 2);
    SpaceSearchResult second = run(settings, 6, 1);

    assertThat(both.csv().replaceAll(",[0-9.E-]+\n", "\n"))
        .isEqualTo(again.csv().replaceAll(",[0-9.E-]+\n", "\n"))
        .hasLineCount(1 + 2 + 20 + 3);
    assertThat(both.front()).isEqualTo(again.front());
    assertThat(second.runs().get(0).winner().space())
        .isEqualTo(both.runs().get(1).winner().space());
    assertThat(second.runs().get(0).rescores()).isEqualTo(both.runs().get(1).rescores());
  }

  @ParameterizedTest
  @EnumSource
  void aSearchOfEverySpaceEnds(SpaceSettings.Tactic tactic) {
    StageTable tiny = SmallTables.random(2, 2, 1, 9, 1);
    SpaceSettings settings = settings(tactic, 400, 9.0);

    SpaceSearchResult result =
        new SpaceSearch(tiny, settings, 1).run(1, 0, List.of(), progress(), () -> false);

    assertThat(result.runs().get(0).spaces()).isEqualTo(4);
  }

  @Test
  void whereAllCanBeScoredTheBestIsFoundForSure() {
    SpaceSettings settings = settings(SpaceSettings.Tactic.AGING, 216, 5.5);
    SpaceSearch search = new SpaceSearch(TABLE, settings, 3);

    SpaceSearchResult result = search.run(2, 0, List.of(), progress(), () -> false);

    assertThat(search.text()).contains("search       all of them, by 1000 networks of each");
    assertThat(result.runs())
        .extracting(SpaceRun::evaluations, run -> run.winner().space())
        .containsOnly(tuple(216, all(settings).get(0).space()));
    assertThat(reached).last().isEqualTo(432L);
  }

  @Test
  void theBestOfEachBlockTypeStandsBeside() {
    SpaceSettings settings = settings(SpaceSettings.Tactic.AGING, 216, 5.5);

    SpaceSearchResult result = run(settings, 1, 1);

    assertThat(result.ofOneType()).containsOnlyKeys("type0", "type1", "type2");
    Rescored one = result.ofOneType().get("type1");
    assertThat(one.space().types()).containsOnly(1);
    assertThat(one.score()).isLessThanOrEqualTo(result.best().winner().score());
    assertThat(result.text()).containsPattern("all type1 +type1:[01],type1:[01],type1:[01] ");
  }

  @Test
  void noSpaceIsScoredTwiceAndTheBudgetIsKept() {
    AtomicInteger reports = new AtomicInteger();
    QtScorer scorer = new QtScorer(TABLE, List.of(6.0), FINALS);
    Draws draws = Draws.of(2000, TABLE, new Seeds(1).generator());
    Evaluations evaluations =
        new Evaluations(scorer, draws, 61, () -> false, (count, best) -> reports.incrementAndGet());

    new AgingEvolution(TABLE, 20, 5).search(evaluations, new Seeds(2).generator());

    assertThat(evaluations.count()).isEqualTo(61);
    assertThat(reports).hasValue(61);
    List<StageSpace> best = evaluations.best(100);
    assertThat(best).hasSize(61).doesNotHaveDuplicates();
    assertThat(best.stream().map(space -> -evaluations.score(space).total())).isSorted();
    assertThat(reports).hasValue(61);
  }

  @Test
  void whatWasFoundBeforeAStopIsTheResult() {
    SpaceSettings settings = settings(SpaceSettings.Tactic.AGING, 50, 6.0);
    SpaceSearch search = new SpaceSearch(TABLE, settings, 1);

    SpaceSearchResult inTheFirst = search.run(3, 0, List.of(), progress(), after(20));
    assertThat(inTheFirst.stopped()).isTrue();
    assertThat(inTheFirst.runs()).extracting(SpaceRun::evaluations).containsExactly(20);
    assertThat(inTheFirst.best().winner().isFeasible()).isTrue();

    SpaceSearchResult inTheFinals = search.run(3, 0, List.of(), progress(), after(52));
    assertThat(inTheFinals.runs()).extracting(SpaceRun::evaluations).containsExactly(50);
    assertThat(inTheFinals.stopped()).isTrue();

    assertThatThrownBy(() -> search.run(3, 0, List.of(), progress(), () -> true))
        .isInstanceOf(StoppedException.class)
        .hasMessage("stopped before anything was found");
  }

  /** Asks to stop when it was asked so many times. */
  private static BooleanSupplier after(int times) {
    AtomicInteger asked = new AtomicInteger();
    return () -> asked.incrementAndGet() > times;
  }

  @Test
  void aConstraintThatNoSpaceMeetsIsRefusedWithTheNearest() {
    StageTable.Fastest fastest = TABLE.fastest();

    assertThatThrownBy(
            () -> new SpaceSearch(TABLE, settings(SpaceSettings.Tactic.AGING, 50, 9.0, 0.25), 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("No space of small has a network within 0.25 ms: the fastest takes ")
        .hasMessageContaining("in %s at 32x32".formatted(TABLE.hyperspace().text(fastest.space())))
        .satisfies(
            e -> {
              Matcher told =
                  Pattern.compile("--latency-ms (\\S+) would do").matcher(e.getMessage());
              assertThat(told.find()).isTrue();
              assertThat(Double.parseDouble(told.group(1)))
                  .isBetween(fastest.latencyMs(), 1.01 * fastest.latencyMs());
            });
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    for (Double[] latencies : new Double[][] {{}, {0.0}, {-1.0, 2.0}, {3.0, 3.0}, {Double.NaN}}) {
      assertThatThrownBy(() -> settings(SpaceSettings.Tactic.AGING, 50, latencies))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("--latency-ms [")
          .hasMessageEndingWith(", but must be one or more different times above 0");
    }
    assertThatThrownBy(() -> settings(SpaceSettings.Tactic.AGING, 0, 1.0))
        .hasMessage("--evaluations 0, but must be 1 or more");
  }

  @Test
  void theFrontIsOfSeveralConstraintsAlone() {
    assertThat(run(settings(SpaceSettings.Tactic.NSGA2, 50, 6.0), 1, 1).front()).isEmpty();

    List<Rescored> front = run(settings(SpaceSettings.Tactic.NSGA2, 100, 5.0, 8.0), 1, 2).front();

    assertThat(front).hasSizeGreaterThan(1);
    assertThat(front.stream().map(one -> -one.scores()[0])).isSorted();
    assertThat(front.stream().map(one -> one.scores()[1])).isSorted();
  }

  @Test
  void evidenceTellsTheBestNetworksAndWhatIsNear() throws IOException {
    StageTableBuilder builder = new StageTableBuilder("two");
    for (int t = 0; t < 2; t++) {
      for (int i = 1; i <= 3; i++) {
        builder.add("1", "t" + t, "w", new SubStage(new Input(8, 8), 4 - i + t, 10 * i, i, i));
      }
    }
    StageTable table = builder.build(FixedParts.parse(List.of("0.5")));
    SpaceSearch search =
        new SpaceSearch(table, settings(SpaceSettings.Tactic.AGING, 2, 2.5, 0.75 + 0.75), 1);

    JsonNode json =
        new ObjectMapper().readTree(search.evidence(new StageSpace(List.of(0), List.of(0))).json());

    assertThat(json.get("space").asText()).isEqualTo("t0:w");
    assertThat(json.get("fixed_ms").get("8x8").asDouble()).isEqualTo(0.5);
    assertThat(json.get("stages").get(0).get("block_type").asText()).isEqualTo("t0");
    JsonNode loose = json.get("constraints").get(0);
    assertThat(loose.get("mean_best_loss").asDouble()).isEqualTo(2);
    assertThat(loose.get("share_within").asDouble()).isBetween(0.6, 0.7);
    JsonNode networks = loose.get("best_networks");
    assertThat(Stream.of("count", "latency_ms", "mflops", "mparams").map(networks::get))
        .extracting(JsonNode::asDouble)
        .containsExactly(20.0, 2.5, 20.0, 2.0);
    assertThat(json.get("alternatives")).hasSize(1);
    JsonNode other = json.get("alternatives").get(0);
    assertThat(other.get("stages").get(0).get("block_type").asText()).isEqualTo("t1");
    assertThat(other.get("difference").asDouble())
        .isEqualTo(other.get("score").asDouble() - json.get("score").asDouble())
        .isNegative();
  }
}
