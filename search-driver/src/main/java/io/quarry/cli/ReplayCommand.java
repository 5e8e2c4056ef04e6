package io.quarry.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarry.config.SearchConfig;
import io.quarry.config.SearchSettings;
import io.quarry.objective.Objective;
import io.quarry.problem.InputException;
import io.quarry.replay.Contender;
import io.quarry.replay.Replay;
import io.quarry.replay.ReplayResult;
import io.quarry.replay.ScheduleResult;
import io.quarry.seed.Seeds;
import io.quarry.table.RecordedTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quarry replay}: tactics on recorded tables. */
@Command(
    name = "replay",
    description = "Replays searches on recorded tables, without evaluating anything.",
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Version.class)
final class ReplayCommand implements Callable<Integer> {
  private static final MathContext READABLE = new MathContext(6);

  private final Cli.Context context;

  @Parameters(
      arity = "1..*",
      paramLabel = "TABLE",
      description = "Directory with table.conf and rows.csv or rows.csv.gz.")
  private List<Path> tables = new ArrayList<>();

  @Option(
      names = "--tactics",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "linas,nsga2,random",
      description = "What to compare, joined by commas. Default: ${DEFAULT-VALUE}.")
  private List<String> tactics = new ArrayList<>();

  @Option(
      names = "--evaluations",
      paramLabel = "N",
      defaultValue = "500",
      description = "Evaluations of each run. Default: ${DEFAULT-VALUE}.")
  private int evaluations;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "20",
      description = "Runs of each tactic. Default: ${DEFAULT-VALUE}.")
  private int seeds;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Candidates asked for at a time. Default: search.batch of the configuration.")
  private String batch = "";

  @Option(
      names = "--slots",
      split = ",",
      paramLabel = "N",
      description =
          "Lays the runs out on so many slots by the recorded durations; several joined by commas.")
  private List<Integer> slots = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Settings of the tactics: --set search.nsga2.population=20. May be repeated.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "replay",
      description =
          "Gets replay.csv and a picture, in a directory for each table. Default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("");

  @Option(
      names = "--progress",
      paramLabel = "bar|lines",
      defaultValue = "${env:QUARRY_PROGRESS:-lines}",
      description = "How progress is shown. Default: bar on a terminal.")
  private Display.Kind progress = Display.Kind.LINES;

  @Spec private CommandSpec spec;

  ReplayCommand(Cli.Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    List<SearchConfig> configs = tactics.stream().map(this::config).toList();
    List<Contender> contenders = new ArrayList<>();
    for (int i = 0; i < configs.size(); i++) {
      SearchSettings search = configs.get(i).search();
      contenders.add(new Contender(tactics.get(i), search.tactic(), search.batch()));
    }
    List<RecordedTable> loaded = tables.stream().map(RecordedTable::load).toList();
    Seeds root = new Seeds(configs.get(0).seed());
    List<Replay> replays =
        loaded.stream()
            .map(table -> new Replay(table, contenders, evaluations, seeds, root))
            .toList();
    replays.forEach(replay -> replay.requireDurations(slots));
    for (int i = 0; i < loaded.size(); i++) {
      replay(loaded.get(i), replays.get(i), contenders);
    }
    return Cli.OK;
  }

  private SearchConfig config(String tactic) {
    List<String> all = new ArrayList<>(overrides);
    if (!batch.isEmpty()) {
      all.add("search.batch=" + batch);
    }
    all.add("search.tactic=" + tactic);
    return SearchConfig.load(List.of(), all, context.objectives());
  }

  private void replay(RecordedTable table, Replay replay, List<Contender> contenders) {
    PrintWriter writer = spec.commandLine().getOut();
    print(table, contenders, writer);
    Display display = Display.of(progress, spec.commandLine().getErr(), System::nanoTime);
    ReplayResult result = replay.run(display, context.stop());
    writer.printf("%s%n%n", result.text());
    Path directory = out.resolve(table.name());
    write(directory, "replay.csv", result.csv().getBytes(UTF_8));
    if (!slots.isEmpty()) {
      ScheduleResult schedules = replay.schedule(result, slots, display, context.stop());
      writer.printf("%s%n%n", schedules.text());
      write(directory, "schedule.csv", schedules.csv().getBytes(UTF_8));
    }
    picture(result, directory);
    writer.printf("%s%n%n", directory);
    writer.flush();
  }

  /** The figures stand in files already, so a machine without fonts only lacks the picture. */
  private void picture(ReplayResult result, Path directory) {
    try {
      write(directory, "replay.png", result.picture());
    } catch (LinkageError | InternalError e) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf("quarry: no picture, as this Java platform cannot draw texts: %s%n", e);
      err.flush();
    }
  }

  private void print(RecordedTable table, List<Contender> contenders, PrintWriter writer) {
    writer.printf(
        "table        %s: %d of %s candidates%n", table.name(), table.size(), table.space().size());
    writer.printf("objectives   %s%n", objectives(table));
    writer.printf(
        "runs         %d of %s: %d evaluations in batches of %d%n%n",
        seeds,
        contenders.stream().map(Contender::name).collect(Collectors.joining(", ")),
        evaluations,
        contenders.get(0).batch());
    writer.flush();
  }

  /** With the corner that bounds the hypervolume: {@code error (from 15 % down), …}. */
  private static String objectives(RecordedTable table) {
    double[] reference = table.referencePoint();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < reference.length; i++) {
      Objective objective = table.objectives().get(i);
      // Minimised twice it is as it was measured.
      BigDecimal corner = new BigDecimal(objective.canonical(reference[i])).round(READABLE);
      texts.add(
          "%s (from %s%s %s)"
              .formatted(
                  objective.name(),
                  corner.stripTrailingZeros().toPlainString(),
                  objective.unit().isEmpty() ? "" : " " + objective.unit(),
                  objective.direction() == Objective.Direction.MINIMIZE ? "down" : "up"));
    }
    return String.join(", ", texts);
  }

  private static void write(Path directory, String name, byte[] bytes) {
    try {
      Files.createDirectories(directory);
      Files.write(directory.resolve(name), bytes);
    } catch (IOException e) {
      throw new InputException(
          "%s cannot be written: %s".formatted(directory.resolve(name), e.getMessage()),
          "--out names a directory that can.",
          e);
    }
  }
}
