package io.quarry.hyperspace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Scores spaces by the Q-T score of SpaceEvo (searcher.py of the authors' code): N networks are
 * drawn from the space; under a constraint T, p is the share of those within T and q the mean of
 * the smallest losses among them; the score is 1 / (max(1, (t/p)^a) · q), and the sum of those
 * where there are several constraints. About a millisecond for 100,000 networks of six stages.
 * Immutable and thread-safe.
 */
public final class QtScorer {
  /** Networks that are summed up at a time, in arrays that stay in the nearest cache. */
  private static final int BLOCK = 512;

  private final StageTable table;
  private final double[] latenciesMs;
  private final QtSettings settings;

  /**
   * A scorer.
   *
   * @param latenciesMs the constraints, at least one
   */
  public QtScorer(StageTable table, List<Double> latenciesMs, QtSettings settings) {
    this.table = table;
    this.latenciesMs = latenciesMs.stream().mapToDouble(Double::doubleValue).toArray();
    this.settings = settings;
  }

  /** The score by given draws, as many as the settings say. */
  public QtScore score(StageSpace space, Draws draws) {
    List<QtScore.Part> parts = new ArrayList<>();
    for (BestWithin best : bestWithin(space, draws)) {
      double loss = best.within() == 0 ? QtScore.NO_LOSS : best.meanLoss();
      parts.add(QtScore.Part.of(best.within(), loss, settings));
    }
    return new QtScore(parts);
  }

  /** The best networks under each constraint. */
  List<BestWithin> bestWithin(StageSpace space, Draws draws) {
    if (draws.samples() != settings.samples()) {
      throw new IllegalArgumentException(
          "%d draws for a score of %d".formatted(draws.samples(), settings.samples()));
    }
    List<BestWithin> under =
        IntStream.range(0, latenciesMs.length)
            .mapToObj(i -> new BestWithin(latenciesMs[i], settings.best()))
            .toList();
    double[] losses = new double[BLOCK];
    double[] sumsMs = new double[BLOCK];
    for (int r = 0; r < table.resolutions().count(); r++) {
      Cell[] cells = table.cells(space, r);
      double fixedMs = table.resolutions().fixedMs().get(r);
      int end = draws.begin(r + 1);
      for (int first = draws.begin(r); first < end; first += BLOCK) {
        int count = Math.min(BLOCK, end - first);
        Arrays.fill(losses, 0);
        Arrays.fill(sumsMs, fixedMs);
        for (int s = 0; s < cells.length; s++) {
          add(cells[s].lossAndMs(), draws.places(s), first, count, losses, sumsMs);
        }
        for (BestWithin best : under) {
          best.look(losses, sumsMs, first, count);
        }
      }
    }
    return under;
  }

  private static void add(
      double[] lossAndMs, int[] places, int first, int count, double[] losses, double[] sumsMs) {
    int rows = lossAndMs.length / 2;
    for (int i = 0; i < count; i++) {
      int row = Draws.row(places[first + i], rows);
      losses[i] += lossAndMs[2 * row];
      sumsMs[i] += lossAndMs[2 * row + 1];
    }
  }
}
