package io.quarry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.fliqs.FliqsSettings;
import io.quarry.fliqs.FliqsSettings.Architectures;
import io.quarry.fliqs.FliqsSettings.Cost;
import io.quarry.fliqs.FliqsSettings.Decide;
import io.quarry.fliqs.FliqsSettings.Formats;
import io.quarry.fliqs.Reward;
import io.quarry.score.Objectives;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FliqsParserTest {
  private static final String TACTIC = "search.tactic=fliqs";

  @Test
  void theDefaultsAreThoseOfTheDocumentation() {
    assertThat(settings(TACTIC, "fliqs.target.gbops=0.8"))
        .isEqualTo(
            new FliqsSettings(
                Cost.GBOPS,
                0.8,
                Architectures.LARGEST,
                0.9,
                Decide.LAYER,
                Formats.TOGETHER,
                12,
                0.02,
                0.25,
                0.3,
                0.25,
                Reward.ABSOLUTE,
                1,
                0.05,
                0.1,
                0.99));
  }

  @Test
  void everyKeyIsRead() {
    assertThat(
            settings(
                TACTIC,
                "fliqs={target.size-bytes=7000, architectures=joint, decide=block, formats=apart,"
                    + " largest-share=0.6, epochs=0.5, learning-rate=0.3,"
                    + " scale-learning-rate-factor=0.2, settle-fraction=0.4, warmup-fraction=0.1, reward=one-sided,"
                    + " beta=3, controller-learning-rate=0.05, entropy-weight=0.4,"
                    + " baseline-decay=0.9}"))
        .isEqualTo(
            new FliqsSettings(
                Cost.SIZE_BYTES,
                7_000,
                Architectures.JOINT,
                0.6,
                Decide.BLOCK,
                Formats.APART,
                0.5,
                0.3,
                0.2,
                0.4,
                0.1,
                Reward.ONE_SIDED,
                3,
                0.05,
                0.4,
                0.9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fliqs.target.gbops=0 | gbops=0: fliqs.target.gbops = \"0\", but must be a target above 0, or size",
        "fliqs.target={gbops=1,size-bytes=9} | but must be a target above 0, or size-bytes is, and not both",
        "fliqs.target.gops=1 | fliqs.target.gops is not a key",
        "fliqs.decide=stage | but must be one of block, layer",
        "fliqs.formats=mixed | but must be one of apart, together",
        "fliqs.reward=relative | but must be one of absolute, hard-exponential, one-sided, soft-exp",
        "fliqs.warmup-fraction=1 | but must be a number in [0, 1)",
      })
  void whatIsWrongIsRefused(String setting, String message) {
    assertThatThrownBy(() -> settings(TACTIC, setting)).hasMessageContaining(message);
  }

  @Test
  void textReadsBackAndDecidesTheSupernetWhereItIsTheTactic() {
    SearchConfig config = load(TACTIC, "fliqs.target.gbops=0.8");
    SearchConfig other = load(TACTIC, "fliqs.target.gbops=0.9");
    SearchConfig without = load("fliqs.target.gbops=0.8");
    SearchConfig block = load(TACTIC, "fliqs.target.gbops=0.8", "fliqs.decide=block");
    SearchConfig apart = load(TACTIC, "fliqs.target.gbops=0.8", "fliqs.formats=apart");
    assertThat(SearchConfig.parse(config.render(), "text", Objectives.ALL)).isEqualTo(config);
    assertThat(SearchConfig.parse(apart.render(), "text", Objectives.ALL)).isEqualTo(apart);
    assertThat(config.hash()).isNotIn(other.hash(), block.hash(), apart.hash());
    assertThat(config.supernetHash()).isNotEqualTo(other.supernetHash());
    assertThat(without.hash()).isEqualTo(load().hash());
    assertThat(config.withTactic(new TacticSettings.Random()).supernetHash())
        .isEqualTo(load().supernetHash());
  }

  @Test
  void severalTargetsAreAConfigurationEach() {
    List<SearchConfig> all = loadAll(TACTIC, "fliqs.target.gbops=[0.8, 0.25]", "seed=3");
    assertThat(all)
        .containsExactly(
            load(TACTIC, "fliqs.target.gbops=0.8", "seed=3"),
            load(TACTIC, "fliqs.target.gbops=0.25", "seed=3"));
    assertThat(loadAll(TACTIC, "fliqs.target.size-bytes=[7000]"))
        .containsExactly(load(TACTIC, "fliqs.target.size-bytes=7000"));
    assertThat(loadAll(TACTIC, "fliqs.target.gbops=0.8")).hasSize(1);
    assertThat(loadAll("fliqs.target.gbops=[0.8, 0.25]")).containsExactly(load());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fliqs.target.gbops=[0.2,x,-1] | fliqs.target.gbops[1]: x is no target: numbers above 0 are",
        "fliqs.target.gbops=[0.2,x,-1] | fliqs.target.gbops[2]: -1 is no target: numbers above 0 are",
        "fliqs.target.gbops=[0.2,0.4,0.20] | fliqs.target.gbops = [0.2,0.4,0.2], but must be without repeats",
        "fliqs.target.gbops=[] | fliqs.target.gbops = [], but must be a list [ … ]",
        "fliqs.target={gbops=[1,2],size-bytes=[9]} | a target above 0, or size-bytes is, and not both",
      })
  void whatIsWrongWithSeveralIsRefused(String setting, String message) {
    assertThatThrownBy(() -> loadAll(TACTIC, setting)).hasMessageContaining(message);
  }

  @Test
  void whereOneIsWantedSeveralAreRefused() {
    assertThatThrownBy(() -> load(TACTIC, "fliqs.target.gbops=[0.2,0.4]"))
        .hasMessageStartingWith("fliqs.target names 2 targets, and one is wanted here")
        .hasMessageContaining("Maybe give one by --set");
  }

  private static List<SearchConfig> loadAll(String... overrides) {
    return SearchConfig.loadAll(List.of(), List.of(overrides), Objectives.ALL, ConfigFiles.local());
  }

  private static FliqsSettings settings(String... overrides) {
    return ((TacticSettings.Fliqs) load(overrides).search().tactic()).settings();
  }

  private static SearchConfig load(String... overrides) {
    return SearchConfig.load(List.of(), List.of(overrides), Objectives.ALL);
  }
}
