package io.quarry.cli;

import io.quarry.config.SearchConfig;
import io.quarry.report.Runs;
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
    SearchConfig config = options.load(context.objectives());
    Runs runs = context.engine().runs(options.runs());
    String checkpoint = context.engine().train(config, runs, options.display(), context.stop());
    spec.commandLine().getOut().printf("%s%n", checkpoint);
    spec.commandLine().getOut().flush();
    return Cli.OK;
  }
}
