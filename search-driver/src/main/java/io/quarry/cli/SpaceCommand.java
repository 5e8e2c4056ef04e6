package io.quarry.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarry.hyperspace.FixedParts;
import io.quarry.hyperspace.SpaceSearch;
import io.quarry.hyperspace.SpaceSearchResult;
import io.quarry.hyperspace.SpaceSettings;
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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quarry space}: which search space suits the hardware. */
@Command(
    name = "space",
    description = {
      "Searches over search spaces: which block type and which window of widths each stage should"
          + " have, so that networks within a latency are good (SpaceEvo's Q-T score).",
      "",
      "Works on a recorded table of stages; nothing is trained or timed."
    },
    footer = {
      "",
      "The score of a space under a constraint T: of N networks drawn from it the",
      "share p is within T, and the best of those have the mean loss q;",
      "1 / (max(1, (t/p)^a) q). Several constraints add up. Scores of different N,",
      "t, a or --best are not to be compared.",
      "",
      "DIR holds one or more *.csv or *.csv.gz with the columns stage, block_type,",
      "window, input_shape (1xCxHxW), nsr_loss, mflops, mparams and latency_ms: for",
      "each stage, block type and window some sub-stages at each resolution. Perhaps",
      "also stages.conf: name = mine, fixed-ms { 160 = 1.45, 192 = 1.9 }"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Version.class)
final class SpaceCommand implements Callable<Integer> {
  private final Cli.Context context;

  @Option(names = "--table", paramLabel = "DIR", description = "A recorded table of stages.")
  private String table = "";

  @Option(
      names = "--latency-ms",
      split = ",",
      paramLabel = "MS",
      description = "The constraint, or several joined by commas.")
  private List<Double> latenciesMs = new ArrayList<>();

  @Option(
      names = "--fixed-ms",
      split = ",",
      paramLabel = "HEIGHT=MS",
      description =
          "What stem and head take, which the table lacks, by the height of the network's input:"
              + " 160=1.45,192=1.9; or one figure for all. Default: what stages.conf says.")
  private List<String> fixedMs = new ArrayList<>();

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
      description = "The first seed; the next search has the next one. Default: ${DEFAULT-VALUE}.")
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

  @Mixin private SpaceOptions options = new SpaceOptions();

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Gets a row for each run, random space and given space.")
  private String csv = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Gets the best space with the evidence, as JSON: its stages, scores, best networks, and"
              + " all spaces that differ from it in one choice.")
  private String out = "";

  @Option(
      names = "--progress",
      paramLabel = "bar|lines",
      defaultValue = "${env:QUARRY_PROGRESS:-lines}",
      description = "How progress is shown. Default: bar on a terminal.")
  private Display.Kind progress = Display.Kind.LINES;

  @Spec private CommandSpec spec;

  SpaceCommand(Cli.Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (table.isEmpty()) {
      throw new InputException(
          "--table is missing", "a directory with a recorded table of stages is meant.");
    }
    if (seeds < 1 || random < 0) {
      throw new InputException(
          "--seeds %d, --random %d".formatted(seeds, random), "1 and 0 or more are meant.");
    }
    SpaceSettings settings = options.settings(latenciesMs);
    StageTable stages = StageTable.load(Path.of(table), FixedParts.parse(fixedMs));
    SpaceSearch search = new SpaceSearch(stages, settings, seed);
    List<StageSpace> beside = given.stream().map(stages.hyperspace()::parse).toList();
    PrintWriter to = spec.commandLine().getOut();
    if (!json) {
      to.printf("%s%n%n", search.text());
      to.flush();
    }
    Display display = Display.of(progress, spec.commandLine().getErr(), System::nanoTime);
    SpaceSearchResult result = search.run(seeds, random, beside, display, context.stop());
    to.println(json ? result.json() : result.text());
    to.flush();
    return ended(search, result);
  }

  private int ended(SpaceSearch search, SpaceSearchResult result) {
    write(csv, result.csv());
    if (!out.isEmpty()) {
      write(out, search.evidence(result.best().winner().space()).json());
    }
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
