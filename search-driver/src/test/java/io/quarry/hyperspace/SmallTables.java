package io.quarry.hyperspace;

import io.quarry.seed.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Tables of stages for tests. */
public final class SmallTables {
  /** Heights of the first stage's input; each later stage halves them. */
  private static final List<Integer> HEIGHTS = List.of(32, 48);

  private SmallTables() {}

  /** Takes a row. */
  @FunctionalInterface
  private interface Sink {
    void row(int stage, int type, int window, SubStage row);
  }

  /** No fixed parts. */
  static FixedParts noFixedParts() {
    return new FixedParts(new TreeMap<>());
  }

  /**
   * A table in which each block type of a stage is better or worse, slower or faster by chance.
   *
   * @param rows of each block type, window and resolution
   */
  static StageTable random(int stages, int types, int windows, int rows, long seed) {
    StageTableBuilder builder = new StageTableBuilder("small");
    draw(
        stages,
        types,
        windows,
        rows,
        seed,
        (s, t, w, row) -> builder.add("s" + s, "type" + t, String.valueOf(w), row));
    return builder.build(noFixedParts());
  }

  /** The same of three stages, three block types and two windows, as a file. */
  public static Path write(Path directory, int rows, long seed) {
    StringBuilder csv =
        new StringBuilder(
            "stage,block_type,window,sub_stage,input_shape,nsr_loss,mflops,mparams,latency_ms\n");
    draw(
        3,
        3,
        2,
        rows,
        seed,
        (s, t, w, row) ->
            csv.append(
                String.format(
                    Locale.ROOT,
                    "%d,%d,%d,any,1x16x%dx%d,%s,%s,%s,%s%n",
                    s + 1,
                    t,
                    w,
                    row.input().height(),
                    row.input().width(),
                    row.loss(),
                    row.mflops(),
                    row.mparams(),
                    row.latencyMs())));
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("rows.csv"), csv);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void draw(int stages, int types, int windows, int rows, long seed, Sink sink) {
    RandomGenerator random = new Seeds(seed).generator();
    for (int s = 0; s < stages; s++) {
      for (int t = 0; t < types; t++) {
        double quality = random.nextDouble();
        double speed = random.nextDouble();
        for (int cell = 0; cell < windows * HEIGHTS.size(); cell++) {
          int window = cell / HEIGHTS.size();
          int height = HEIGHTS.get(cell % HEIGHTS.size());
          for (int row = 0; row < rows; row++) {
            double size = random.nextDouble() + 0.5 * window;
            double loss = (1 + quality) / (1 + size) + 0.05 * random.nextDouble();
            double latencyMs = (1 + speed) * (1 + size) * height / 32;
            Input input = new Input(height >> s, height >> s);
            sink.row(s, t, window, new SubStage(input, loss, 10 * size, size, latencyMs));
          }
        }
      }
    }
  }
}
