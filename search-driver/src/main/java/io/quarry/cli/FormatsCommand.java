package io.quarry.cli;

import io.quarry.report.FormatTable;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quarry formats}: which number formats there are. */
@Command(
    name = "formats",
    description = {
      "Lists the number formats that policy.formats may name.",
      "",
      "exact: an exported model computes with these very numbers. simulated: it computes in float32"
          + " with numbers rounded to the format, so that its latency is none of the format's."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Version.class)
final class FormatsCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Prints a JSON array, an object a format.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    FormatTable table = FormatTable.ofAll();
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? table.json() : table.text());
    out.flush();
    return Cli.OK;
  }
}
