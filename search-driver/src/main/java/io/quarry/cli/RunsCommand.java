package io.quarry.cli;

import io.quarry.problem.InputException;
import io.quarry.report.Retention;
import io.quarry.report.Runs;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quarry runs}: what runs there are, and the end of the old ones. */
@Command(
    name = "runs",
    description = {
      "Lists the runs of a directory, youngest first, or deletes old ones.",
      "",
      "--delete-older-than tells what would be deleted; with --yes it is. Never deleted are runs that"
          + " a driver holds, and supernets that a kept run needs."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Version.class)
final class RunsCommand implements Callable<Integer> {
  private static final Pattern AGE = Pattern.compile("([0-9]{1,6})([dh])");

  private final Cli.Context context;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs",
      description =
          "Where runs and supernets are kept: a path or a URI. Default: ${DEFAULT-VALUE}.")
  private String directory = "";

  @Option(
      names = "--delete-older-than",
      paramLabel = "AGE",
      description = "Days or hours since anything of a run was written: 30d, 12h.")
  private String age = "";

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "1",
      description = "The youngest N runs stay, however old they are. Default: ${DEFAULT-VALUE}.")
  private int keep;

  @Option(names = "--yes", description = "Deletes instead of telling.")
  private boolean yes;

  @Spec private CommandSpec spec;

  RunsCommand(Cli.Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Runs runs = context.engine().runs(directory);
    Retention retention = runs.retention();
    if (age.isEmpty()) {
      out.println(retention.text());
    } else {
      delete(retention, duration(age), out);
    }
    out.flush();
    return Cli.OK;
  }

  private void delete(Retention retention, Duration old, PrintWriter out) {
    if (keep < 0) {
      throw new InputException("--keep %d keeps no number of runs".formatted(keep), "0 is meant.");
    }
    Retention.Plan plan = retention.plan(old, keep);
    plan.remarks().forEach(out::println);
    List<String> stayed = yes ? retention.delete(plan) : List.of();
    String verb = yes ? "deleted" : "would be deleted";
    plan.runs().forEach(name -> out.printf("run %s %s%n", name, verb));
    plan.supernets().forEach(name -> out.printf("supernet %s %s%n", name, verb));
    stayed.forEach(remark -> out.printf("but: %s%n", remark));
    if (!yes && plan.runs().size() + plan.supernets().size() > 0) {
      out.println("Nothing was done; --yes deletes them.");
    }
  }

  private static Duration duration(String text) {
    Matcher match = AGE.matcher(text);
    if (!match.matches()) {
      throw new InputException(
          "--delete-older-than %s is no age".formatted(text), "write days or hours: 30d, 12h.");
    }
    long number = Long.parseLong(match.group(1));
    return match.group(2).equals("d") ? Duration.ofDays(number) : Duration.ofHours(number);
  }
}
