package io.quarry.cli;

import io.quarry.onnx.ModelCard;
import io.quarry.score.Objectives;
import io.quarry.search.ExportedModel;
import io.quarry.search.Exports;
import io.quarry.search.Exports.Overwrite;
import io.quarry.search.Exports.Which;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quarry export}: models of a run as files. */
@Command(
    name = "export",
    description =
        "Writes the model of a candidate that a run measured, or those of its front, as ONNX.",
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Version.class)
final class ExportCommand implements Callable<Integer> {
  private final Cli.Context context;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "The run's directory: a path or a URI.")
  private String run = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "KEY",
      description = "The candidate's key, or a beginning of it that is no other's.")
  private String key = "";

  @Option(names = "--all-front", description = "Every point of the run's front instead of one.")
  private boolean allFront;

  @Option(names = "--all", description = "Every candidate that the run measured instead of one.")
  private boolean all;

  @Option(
      names = "--out",
      paramLabel = "PATH",
      description =
          "The file to write, or with --all-front or --all the directory. Default: KEY.onnx, its first 8"
              + " digits, in this directory.")
  private String out = "";

  @Option(names = "--force", description = "Writes over files that are there already.")
  private boolean force;

  @Spec private CommandSpec spec;

  ExportCommand(Cli.Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if ((allFront ? 1 : 0) + (all ? 1 : 0) + (key.isEmpty() ? 0 : 1) != 1) {
      throw new ParameterException(
          spec.commandLine(), "Give a KEY, --all-front for every point of the front, or --all");
    }
    Exports exports = context.exports();
    Overwrite overwrite = force ? Overwrite.ALLOWED : Overwrite.REFUSED;
    List<ExportedModel> models =
        key.isEmpty()
            ? exports.exportAll(run, all ? Which.MEASURED : Which.FRONT, out, overwrite)
            : List.of(exports.export(run, key, out, overwrite));
    models.forEach(this::print);
    return Cli.OK;
  }

  private void print(ExportedModel model) {
    ModelCard card = model.card();
    PrintWriter printed = spec.commandLine().getOut();
    printed.printf(
        Locale.ROOT,
        "%s: %d file bytes, %.0f packed weight bytes, %s: %s%n",
        model.location(),
        model.fileBytes(),
        card.measured().getOrDefault(Objectives.SIZE_BYTES.column(), Double.NaN),
        card.policy().summary(),
        card.policy().lowering().label());
    printed.flush();
  }
}
