package io.quarry.hyperspace;

import io.quarry.config.StageTableDescription;
import io.quarry.problem.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Sub-stages by stage, block type, window and resolution. A network is one resolution and a
 * sub-stage for every stage; its loss and its latency are the sums of theirs, with the fixed parts'
 * latency. What comes out of one stage need not be as wide as what the next one was measured with:
 * that is the approximation of the method. Immutable and thread-safe.
 */
public final class StageTable {
  private static final String DESCRIPTION = "stages.conf";

  /** Over which a median is taken. */
  private static final int NETWORKS = 2001;

  private final String name;
  private final Hyperspace hyperspace;
  private final Resolutions resolutions;
  private final Cell[][][][] cells;

  /**
   * The network with the least latency.
   *
   * @param space one that holds it
   * @param resolution of its input, for people
   * @param fixedMs what of the latency the fixed parts take
   */
  record Fastest(double latencyMs, StageSpace space, String resolution, double fixedMs) {}

  /**
   * A table.
   *
   * @param cells by stage, block type, window and resolution; taken over
   */
  StageTable(String name, Hyperspace hyperspace, Resolutions resolutions, Cell[][][][] cells) {
    this.name = name;
    this.hyperspace = hyperspace;
    this.resolutions = resolutions;
    this.cells = cells;
  }

  /**
   * The table in a directory: all its files {@code *.csv} and {@code *.csv.gz} together, with the
   * columns {@code stage}, {@code block_type}, {@code window}, {@code input_shape} (1xCxHxW),
   * {@code nsr_loss}, {@code mflops}, {@code mparams} and {@code latency_ms}; and perhaps {@code
   * stages.conf}.
   *
   * @param fixed what the fixed parts take; where it is empty, what stages.conf says of them
   * @throws InputException naming every problem of a file, with lines, or every gap
   */
  public static StageTable load(Path directory, FixedParts fixed) {
    Path description = directory.resolve(DESCRIPTION);
    String name = String.valueOf(directory.toAbsolutePath().normalize().getFileName());
    FixedParts parts = fixed;
    if (Files.exists(description)) {
      StageTableDescription described = StageTableDescription.load(description);
      name = described.name();
      parts = fixed.msByHeight().isEmpty() ? FixedParts.of(described.fixedMs()) : fixed;
    }
    StageTableBuilder builder = new StageTableBuilder(name);
    files(directory).forEach(file -> StageRows.read(file, builder));
    return builder.build(parts);
  }

  private static List<Path> files(Path directory) {
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> files =
          all.filter(file -> file.toString().matches(".*\\.csv(\\.gz)?")).sorted().toList();
      if (files.isEmpty()) {
        throw new InputException(
            "There is no file *.csv or *.csv.gz in %s".formatted(directory),
            "a directory with a table of stages is meant.");
      }
      return files;
    } catch (IOException e) {
      throw new InputException(
          "%s cannot be listed: %s".formatted(directory, e),
          "a directory with a table of stages is meant.",
          e);
    }
  }

  /** For people. */
  public String name() {
    return name;
  }

  /** The spaces that it has figures of. */
  public Hyperspace hyperspace() {
    return hyperspace;
  }

  Resolutions resolutions() {
    return resolutions;
  }

  /** The sub-stages of a space's stages at a resolution. */
  Cell[] cells(StageSpace space, int resolution) {
    Cell[] some = new Cell[cells.length];
    for (int s = 0; s < some.length; s++) {
      some[s] = cells[s][space.types().get(s)][space.windows().get(s)][resolution];
    }
    return some;
  }

  /** The fastest network of all spaces. */
  Fastest fastest() {
    return IntStream.range(0, resolutions.count())
        .mapToObj(this::fastest)
        .min(Comparator.comparingDouble(Fastest::latencyMs))
        .orElseThrow();
  }

  private Fastest fastest(int resolution) {
    StageSpace space = least(resolution, Cell::leastMs);
    double fixedMs = resolutions.fixedMs().get(resolution);
    double latencyMs =
        fixedMs + Stream.of(cells(space, resolution)).mapToDouble(Cell::leastMs).sum();
    return new Fastest(latencyMs, space, resolutions.labels().get(resolution), fixedMs);
  }

  /** The fastest network's milliseconds. */
  public double leastMs() {
    return fastest().latencyMs();
  }

  /** The median milliseconds of networks that are drawn from random spaces. */
  public double medianMs(RandomGenerator random) {
    double[] ms = new double[NETWORKS];
    for (int i = 0; i < NETWORKS; i++) {
      int resolution = random.nextInt(resolutions.count());
      ms[i] = resolutions.fixedMs().get(resolution);
      for (Cell cell : cells(hyperspace.draw(random), resolution)) {
        ms[i] += cell.ms(random.nextInt(cell.size()));
      }
    }
    Arrays.sort(ms);
    return ms[NETWORKS / 2];
  }

  /** The space whose networks of the lowest resolution are the fastest on average. */
  StageSpace fastestOnAverage() {
    return least(0, Cell::meanMs);
  }

  /** The space whose cells have the least figure, stage by stage. */
  private StageSpace least(int resolution, ToDoubleFunction<Cell> figure) {
    StageSpace least = hyperspace.uniform().get(0);
    for (int s = 0; s < cells.length; s++) {
      for (int t = 0; t < cells[s].length; t++) {
        for (int w = 0; w < cells[s][t].length; w++) {
          Cell known = cells[s][least.types().get(s)][least.windows().get(s)][resolution];
          if (figure.applyAsDouble(cells[s][t][w][resolution]) < figure.applyAsDouble(known)) {
            least = least.withType(s, t).withWindow(s, w);
          }
        }
      }
    }
    return least;
  }

  /** How many sub-stages there are. */
  long rows() {
    return Stream.of(cells)
        .flatMap(Stream::of)
        .flatMap(Stream::of)
        .flatMap(Stream::of)
        .mapToLong(Cell::size)
        .sum();
  }

  /** How many block types with windows there are, of all stages. */
  long choices() {
    return hyperspace.stages().stream()
        .mapToLong(stage -> (long) stage.types().size() * stage.windows().size())
        .sum();
  }
}
