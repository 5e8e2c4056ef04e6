package io.quarry.cli;

import io.quarry.config.SearchConfig;
import io.quarry.report.Runs;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quarry train}: the supernet alone. */
@Command(
    name = "train",
    description = "Trains the supernet of a configuration; finishes one that was begun.",
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Version.class)
final class TrainCommand implements Callable<Integer> {
  private final Cli.Context context;

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Spec private CommandSpec spec;

  TrainCommand(Cli.Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    SearchConfig config = options.load(context);
    Runs runs = context.engine().runs(options.runs());
    PrintWriter out = spec.commandLine().getOut();
    SearchCommand.print(context.engine().plan(config, runs), config, out);
    String checkpoint = context.engine().train(config, runs, options.display(), context.stop());
    out.printf("%s%n", checkpoint);
    out.flush();
    return Cli.OK;
  }
}
