package io.quarry.cli;

import io.quarry.config.SearchConfig;
import io.quarry.doctor.Diagnosis;
import io.quarry.report.Runs;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quarry doctor}: what to mend before a search. */
@Command(
    name = "doctor",
    description = {
      "Looks whether a search of a configuration can run here, and says what to mend: cluster,"
          + " versions, natives, memory, clocks, the resource latency, storage.",
      "",
      "Nothing is trained or evaluated. Exit code 2 where something has to be mended; warnings alone"
          + " are 0."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Version.class)
final class DoctorCommand implements Callable<Integer> {
  private final Cli.Context context;

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(names = "--json", description = "Prints a JSON array, an object a check.")
  private boolean json;

  @Spec private CommandSpec spec;

  DoctorCommand(Cli.Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    SearchConfig config = options.loadAll(context).get(0); // Targets take the same of a cluster.
    Runs runs = context.engine().runs(options.runs());
    Diagnosis diagnosis = context.engine().diagnose(config, runs);
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? diagnosis.json() : diagnosis.text());
    out.flush();
    return diagnosis.isHealthy() ? Cli.OK : Cli.BAD_INPUT;
  }
}
