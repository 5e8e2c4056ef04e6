package io.quarry.hyperspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class QtScorerTest {
  private static final StageSpace ONLY = new StageSpace(List.of(0), List.of(0));

  /** One stage with sub-stages of loss and latency 1 to 4, in a head of half a millisecond. */
  private static StageTable one() {
    StageTableBuilder builder = new StageTableBuilder("one");
    for (int i = 1; i <= 4; i++) {
      builder.add("1", "0", "0", new SubStage(new Input(8, 8), 5 - i, 1, 1, i));
    }
    return builder.build(FixedParts.parse(List.of("0.5")));
  }

  @Test
  void aScoreIsThatOfTheFormula() {
    StageTable table = one();
    QtSettings settings = new QtSettings(4000, 500, 0.5, 0.25);
    Draws draws = Draws.of(4000, table, new Seeds(1).generator());

    QtScore score = new QtScorer(table, List.of(1.5, 3.4, 3.5, 9.0), settings).score(ONLY, draws);

    // A quarter has latency 1.5 and loss 4; a half is at most 2.5; the best have loss 3, 2, 1.
    List<QtScore.Part> parts = score.parts();
    assertThat(parts).extracting(QtScore.Part::loss).containsExactly(4.0, 3.0, 2.0, 1.0);
    assertThat(parts.get(0).share()).isCloseTo(0.25, within(0.02));
    assertThat(parts.get(0).within() / 4000.0).isEqualTo(parts.get(0).share());
    assertThat(parts.get(1).share()).isCloseTo(0.5, within(0.03));
    double p = parts.get(0).share() + 1e-5;
    assertThat(parts.get(0).score()).isEqualTo(1 / (Math.pow(0.5 / p, 0.25) * 4));
    assertThat(parts.get(2).score()).isEqualTo(0.5); // More than the target share is within.
    assertThat(parts.get(3).score()).isEqualTo(1);
    assertThat(score.total())
        .isEqualTo(parts.stream().mapToDouble(QtScore.Part::score).reduce(0, Double::sum));
  }

  @Test
  void aConstraintThatNothingKeepsScoresNextToNothing() {
    StageTable table = one();
    QtSettings settings = new QtSettings(100, 50, 0.08, 0.01);

    QtScore score =
        new QtScorer(table, List.of(1.0), settings)
            .score(ONLY, Draws.of(100, table, new Seeds(1).generator()));

    assertThat(score.parts().get(0).within()).isZero();
    assertThat(score.total()).isEqualTo(1 / (Math.pow(0.08 / 1e-5, 0.01) * 1e5));
  }

  @Test
  void fewerNetworksThanTheBestAreAveragedAsTheyAre() {
    StageTable table = one();
    QtSettings settings = new QtSettings(8, 1000, 0.08, 0.01);
    Draws draws = Draws.of(8, table, new Seeds(2).generator());

    QtScore.Part part =
        new QtScorer(table, List.of(9.0), settings).score(ONLY, draws).parts().get(0);

    assertThat(part.within()).isEqualTo(8);
    assertThat(part.loss()).isCloseTo(plain(table, ONLY, draws, 9, settings).loss(), within(1e-12));
  }

  @Test
  void theFastScoreIsThePlainOne() {
    RandomGenerator random = new Seeds(3).generator();
    for (int samples : List.of(1, 7, 511, 1025, 5000)) {
      StageTable table = SmallTables.random(3, 2, 2, 1 + random.nextInt(30), random.nextLong());
      QtSettings settings = new QtSettings(samples, 1 + random.nextInt(60), 0.08, 0.01);
      Draws draws = Draws.of(samples, table, random);
      for (int i = 0; i < 10; i++) {
        StageSpace space = table.hyperspace().draw(random);
        double tight = 4 + 4 * random.nextDouble();
        List<QtScore.Part> parts =
            new QtScorer(table, List.of(tight, 9.0), settings).score(space, draws).parts();
        assertThat(parts)
            .containsExactly(
                plain(table, space, draws, tight, settings),
                plain(table, space, draws, 9, settings));
      }
    }
  }

  /** As one would write it down. */
  private static QtScore.Part plain(
      StageTable table, StageSpace space, Draws draws, double latencyMs, QtSettings settings) {
    List<Double> losses = new ArrayList<>();
    for (int network = 0; network < draws.samples(); network++) {
      int resolution = draws.resolution(network);
      Cell[] cells = table.cells(space, resolution);
      double loss = 0;
      double ms = table.resolutions().fixedMs().get(resolution);
      for (int s = 0; s < cells.length; s++) {
        int row = (int) Math.floor(draws.places(s)[network] / 0x1p31 * cells[s].size());
        loss += cells[s].loss(row);
        ms += cells[s].ms(row);
      }
      if (ms <= latencyMs) {
        losses.add(loss);
      }
    }
    double share = losses.size() / (double) draws.samples();
    double mean =
        losses.stream().sorted().limit(settings.best()).reduce(0.0, Double::sum)
            / Math.min(losses.size(), settings.best());
    double loss = losses.isEmpty() ? 1e5 : mean;
    double shortage = Math.pow(settings.targetShare() / (share + 1e-5), settings.exponent());
    return new QtScore.Part(losses.size(), share, loss, 1 / (Math.max(1, shortage) * loss));
  }

  @Test
  void drawsShareTheResolutionsEquallyAndReachEveryRow() {
    StageTable table = SmallTables.random(2, 1, 1, 5, 1);
    Draws draws = Draws.of(1001, table, new Seeds(4).generator());

    assertThat(draws.begin(0)).isZero();
    assertThat(draws.begin(1)).isEqualTo(500);
    assertThat(draws.begin(2)).isEqualTo(1001);
    assertThat(draws.resolution(499)).isZero();
    assertThat(draws.resolution(500)).isEqualTo(1);
    int[] counts = new int[5];
    for (int place : draws.places(1)) {
      counts[Draws.row(place, 5)]++;
    }
    assertThat(Arrays.stream(counts).boxed()).allSatisfy(n -> assertThat(n).isBetween(150, 250));
    assertThat(Draws.row(Integer.MAX_VALUE, 5)).isEqualTo(4);
  }

  @Test
  void aScoreDependsOnTheSeedAlone() {
    StageTable table = SmallTables.random(3, 2, 2, 9, 1);
    QtSettings settings = new QtSettings(2000, 20, 0.08, 0.01);
    StageSpace space = table.hyperspace().draw(new Seeds(5).generator());
    QtScorer scorer = new QtScorer(table, List.of(9.0), settings);

    QtScore first = scorer.score(space, Draws.of(2000, table, new Seeds(6).generator()));

    assertThat(scorer.score(space, Draws.of(2000, table, new Seeds(6).generator())))
        .isEqualTo(first);
    assertThat(scorer.score(space, Draws.of(2000, table, new Seeds(7).generator())))
        .isNotEqualTo(first);
  }

  @Test
  void otherDrawsThanTheSettingsSayAreRefused() {
    StageTable table = one();
    QtScorer scorer = new QtScorer(table, List.of(1.0), new QtSettings(10, 5, 0.08, 0.01));
    Draws draws = Draws.of(11, table, new Seeds(1).generator());

    assertThatThrownBy(() -> scorer.score(ONLY, draws)).hasMessage("11 draws for a score of 10");
  }

  @Test
  void settingsKeepTheShareOfTheBest() {
    QtSettings settings = new QtSettings(100_000, 50, 0.08, 0.01);

    assertThat(settings.scaledTo(20_000)).isEqualTo(new QtSettings(20_000, 10, 0.08, 0.01));
    assertThat(settings.scaledTo(100).best()).isEqualTo(1);
    assertThatThrownBy(() -> new QtSettings(10, 0, 0.08, 0.01))
        .hasMessage("--best 0, but must be 1 or more");
    assertThatThrownBy(() -> new QtSettings(10, 1, 0, 0.01))
        .hasMessageStartingWith("--target-share 0.0");
    assertThatThrownBy(() -> new QtSettings(10, 1, 1, Double.NaN))
        .hasMessageStartingWith("--exponent NaN");
  }
}
