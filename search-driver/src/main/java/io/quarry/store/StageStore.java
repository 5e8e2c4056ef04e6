package io.quarry.store;

import io.quarry.problem.InputException;
import java.util.List;
import java.util.Optional;

/**
 * Distilled stages, a Parquet file each: {@code stage1-fused-16-32.parquet}. A file is written as a
 * whole, by any process that reaches the directory. The columns stand in {@link StageSchema}.
 */
public final class StageStore {
  private static final int MOST_BYTES = 1 << 26;

  private final Directory directory;

  private StageStore(Directory directory) {
    this.directory = directory;
  }

  /** Opens the store of a directory, which need not exist. */
  public static StageStore open(Directory directory) {
    return new StageStore(directory);
  }

  /** The name of what holds a stage, a block type and a window: of its file, but for the ending. */
  public static String name(int stage, String blockType, List<Integer> window) {
    return "stage%d-%s-%s".formatted(stage, blockType, StageSchema.text(window));
  }

  /**
   * What was found of a stage; empty where it was not distilled.
   *
   * @throws InputException when its file is torn, or of something else
   */
  public Optional<StageEntry> read(int stage, String blockType, List<Integer> window) {
    String file = file(stage, blockType, window);
    if (!directory.holds(file)) {
      return Optional.empty();
    }
    try {
      StageEntry entry = StageSchema.decode(directory.read(file, MOST_BYTES));
      if (!file(entry.stage(), entry.blockType(), entry.window()).equals(file)) {
        throw new UnreadableFileException(
            "it is of " + name(entry.stage(), entry.blockType(), entry.window()));
      }
      return Optional.of(entry);
    } catch (UnreadableFileException e) {
      throw new InputException(
          "%s/%s is no distilled stage: %s".formatted(directory, file, e.getMessage()),
          "delete it, and the stage is distilled again.",
          e);
    }
  }

  /**
   * Keeps what was found, whole or not at all.
   *
   * @throws InputException when the directory cannot be written
   */
  public void write(StageEntry entry) {
    directory.create();
    directory.write(
        file(entry.stage(), entry.blockType(), entry.window()), StageSchema.encode(entry));
  }

  private static String file(int stage, String blockType, List<Integer> window) {
    return name(stage, blockType, window) + ".parquet";
  }
}
