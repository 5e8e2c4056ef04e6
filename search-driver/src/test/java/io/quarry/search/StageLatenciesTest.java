package io.quarry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.arch.BlockType;
import io.quarry.arch.ElasticStage;
import io.quarry.config.SearchConfig;
import io.quarry.predict.latency.LatencyModel;
import io.quarry.problem.InputException;
import io.quarry.score.Objectives;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class StageLatenciesTest {
  private static final String TWO_STAGES =
      "supernet.stages=[{blocks=[inverted,fused],depths=[1,2],widths=[4,8,12],kernels=[3,5],"
          + "expansions=[1,2],stride=2},"
          + "{blocks=[inverted-se,separable],depths=[1,2],widths=[8,16],kernels=[3],"
          + "expansions=[2],stride=1}]";

  @Test
  void stagesAndFixedPartsAddUpToANetwork() {
    Workload workload = workload("policy.formats=[float32,int8]");
    StageLatencies latencies = latencies(workload);
    RandomGenerator random = new Seeds(7).generator();
    for (int i = 0; i < 40; i++) {
      Candidate one = workload.net().space().sample(random);
      Candidate other = workload.net().space().sample(random);
      double rest = latencies.ms(one);
      for (int stage = 1; stage <= 2; stage++) {
        double ms = latencies.ms(stage, one);
        ElasticStage elastic = elastic(workload, stage, one);
        // In the smallest network it takes what it takes in this one.
        assertThat(latencies.ms(elastic, elastic.subStage(one))).isCloseTo(ms, within(1e-12));
        rest -= ms;
      }
      // With the same stem and classifier, the rest is the same.
      Candidate alike = withEnds(other, one);
      double again = latencies.ms(alike) - latencies.ms(1, alike) - latencies.ms(2, alike);
      assertThat(again).isCloseTo(rest, within(1e-9));
      assertThat(rest).isPositive();
    }
    assertThat(latencies.fixedMs(new Seeds(1).generator())).isBetween(0.001, 0.1);
  }

  @Test
  void pinnedLayersHaveTheFormatsTheyArePinnedTo() {
    Workload free = workload("policy.formats=[float32,int8]");
    Workload pinned = workload("policy.formats=[float32,int8]", "policy.first-layer=float32");
    Candidate one = free.net().space().sample(new Seeds(7).generator());
    StageLatencies latencies = latencies(free);
    StageLatencies others =
        new StageLatencies(free.net(), pinned.config().policy(), model(free), "p.json");
    assertThat(others.ms(1, one)).isGreaterThan(latencies.ms(1, one));
    assertThat(others.ms(2, one)).isEqualTo(latencies.ms(2, one));
  }

  @Test
  void aProfileWithoutTheKernelsIsRefused() {
    Workload workload = workload("policy.formats=[float32,int8]");
    Workload without = workload("policy.formats=[float32]");
    StageLatencies latencies =
        new StageLatencies(
            workload.net(), workload.config().policy(), model(without), "runs/profiles/x.json");
    assertThatThrownBy(() -> latencies.ms(workload.net().smallest()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "Latency profile runs/profiles/x.json knows no kernels of kind conv int8, ")
        .hasMessageContaining("policy.formats has to hold int8");
  }

  @Test
  void windowsSlideOverTheWidths() {
    Workload workload = workload();
    assertThat(StageChoices.of(workload.net(), 2))
        .extracting(ElasticStage::text)
        .containsExactly(
            "stage 1, inverted, widths [4, 8]",
            "stage 1, inverted, widths [8, 12]",
            "stage 1, fused, widths [4, 8]",
            "stage 1, fused, widths [8, 12]",
            "stage 2, inverted-se, widths [8, 16]",
            "stage 2, separable, widths [8, 16]");
    assertThat(StageChoices.of(workload.net(), 3))
        .extracting(ElasticStage::widths)
        .containsExactly(List.of(4, 8, 12), List.of(4, 8, 12), List.of(8, 16), List.of(8, 16));
    assertThat(StageChoices.of(workload.net(), 1)).hasSize(2 * 3 + 2 * 2);
  }

  private static ElasticStage elastic(Workload workload, int stage, Candidate candidate) {
    BlockType type = BlockType.parse(candidate.value("stage%d.type".formatted(stage)));
    return new ElasticStage(
        workload.net(), stage, type, workload.net().family().stages().get(stage - 1).widths());
  }

  /** A candidate with the stem's width and the last stage's of another. */
  private static Candidate withEnds(Candidate middle, Candidate ends) {
    TreeMap<String, String> values = new TreeMap<>(middle.values());
    for (String name : List.of("stem.width", "stage2.width")) {
      values.put(name, ends.value(name));
    }
    return Candidate.of(values);
  }

  private static StageLatencies latencies(Workload workload) {
    return new StageLatencies(
        workload.net(), workload.config().policy(), model(workload), "p.json");
  }

  private static LatencyModel model(Workload workload) {
    return FakeProfile.of(workload, "edge", 24).model();
  }

  private static Workload workload(String... more) {
    List<String> settings = new ArrayList<>(SparkEngineIT.SETTINGS);
    settings.add(TWO_STAGES);
    settings.addAll(List.of(more));
    return Workload.load(SearchConfig.load(List.of(), settings, Objectives.ALL));
  }
}
