package io.quarry.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarry.hyperspace.SpaceSearch;
import io.quarry.hyperspace.SpaceSearchResult;
import io.quarry.hyperspace.StageSpace;
import io.quarry.hyperspace.StageTable;
import io.quarry.problem.InputException;
import io.quarry.search.StoppedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How often {@code quarry space} searches a table, beside what, and where it tells of it. */
final class SpaceSearches {
  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many searches, each with a seed of its own. Default: ${DEFAULT-VALUE}.")
  private int seeds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "The first seed of searches; the next one has the next. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--space",
      paramLabel = "SPACE",
      description =
          "Scores this space beside those found: 151122-023231, block types and windows; or"
              + " type:window of each stage, joined by commas. May be repeated.")
  private List<String> given = new ArrayList<>();

  @Option(
      names = "--random",
      paramLabel = "N",
      defaultValue = "300",
      description = "Scores so many random spaces beside those found. Default: ${DEFAULT-VALUE}.")
  private int random;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Gets a row for each run, and each space that was scored beside.")
  private String csv = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Gets the best space with the evidence, as JSON: its stages, scores, best networks, and"
              + " all spaces that differ from it in one choice.")
  private String out = "";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Refuses numbers that cannot be. */
  void check() {
    if (seeds < 1 || random < 0) {
      throw new InputException(
          "--seeds %d, --random %d".formatted(seeds, random), "1 and 0 or more are meant.");
    }
  }

  long seed() {
    return seed;
  }

  /** All that decides what is found, as text. */
  String decisive() {
    return "%d %d".formatted(seeds, seed);
  }

  /** The spaces that the user named, as spaces of a table. */
  List<StageSpace> given(StageTable table) {
    return given.stream().map(table.hyperspace()::parse).toList();
  }

  /** Prints what is searched. */
  void begin(SpaceSearch search) {
    tell(search.text() + System.lineSeparator());
  }

  /** Prints a text for people, where JSON is wanted beside it. */
  void tell(String text) {
    PrintWriter to = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    to.println(text);
    to.flush();
  }

  /** Searches, and prints and writes what was found. */
  SpaceSearchResult run(
      SpaceSearch search, StageTable table, Display display, BooleanSupplier stop) {
    SpaceSearchResult result = search.run(seeds, random, given(table), display, stop);
    PrintWriter to = spec.commandLine().getOut();
    to.println(json ? result.json() : result.text());
    to.flush();
    write(csv, result.csv());
    if (!out.isEmpty()) {
      write(out, search.evidence(result.best().winner().space()).json());
    }
    return result;
  }

  /** The exit code. */
  int end(SpaceSearch search, SpaceSearchResult result) {
    if (result.stopped()) {
      throw new StoppedException(
          "stopped; %d of %d searches have a result".formatted(result.runs().size(), seeds));
    }
    if (!result.isFeasible()) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf("quarry: %s%n", search.miss());
      err.flush();
      return Cli.INFEASIBLE;
    }
    return Cli.OK;
  }

  private static void write(String file, String text) {
    if (file.isEmpty()) {
      return;
    }
    try {
      Path path = Path.of(file).toAbsolutePath();
      Files.createDirectories(path.getParent());
      Files.writeString(path, text, UTF_8);
    } catch (IOException e) {
      throw new InputException(
          "%s cannot be written: %s".formatted(file, e.getMessage()), "another place is meant.", e);
    }
  }
}
