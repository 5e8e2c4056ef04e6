package io.quarry.cli;

import io.quarry.problem.InputException;
import io.quarry.report.Verification;
import io.quarry.search.Exports;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quarry verify}: exported models measured again, beside what they say of themselves. */
@Command(
    name = "verify",
    description = "Measures exported models again, and holds that beside what they say.",
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Version.class)
final class VerifyCommand implements Callable<Integer> {
  private final Cli.Context context;

  @Parameters(
      arity = "1..*",
      paramLabel = "MODEL",
      description = "Files that search or export wrote: paths or URIs.")
  private List<String> models = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "CONF|RUN|PATH",
      description =
          "Other images than the model names: those of a configuration (*.conf) or of a run's"
              + " directory; or where else the model's own lie.")
  private String data = "";

  @Option(names = "--json", description = "Prints a JSON array, an object a model.")
  private boolean json;

  @Spec private CommandSpec spec;

  VerifyCommand(Cli.Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Exports.Verifier verifier = context.exports().verifier(data);
    if (models.size() == 1) {
      Verification verification = verifier.verify(models.get(0));
      print(json ? Verification.json(List.of(verification)) : verification.text());
      return verification.agrees() ? Cli.OK : Cli.DIFFERS;
    }
    List<Verification> verified = new ArrayList<>();
    for (String model : models) {
      try {
        verified.add(verifier.verify(model));
      } catch (InputException e) {
        // The others are verified all the same.
        PrintWriter err = spec.commandLine().getErr();
        err.printf("quarry: %s%n", e.getMessage());
        err.flush();
        continue;
      }
      if (!json) {
        print(verified.get(verified.size() - 1).line());
      }
    }
    return summarize(verified);
  }

  private int summarize(List<Verification> verified) {
    long agree = verified.stream().filter(Verification::agrees).count();
    int refused = models.size() - verified.size();
    print(
        json
            ? Verification.json(verified)
            : "%d of %d models agree with their cards%s"
                .formatted(
                    agree,
                    models.size(),
                    refused == 0 ? "" : ", %d cannot be verified".formatted(refused)));
    return refused > 0 ? Cli.BAD_INPUT : agree < verified.size() ? Cli.DIFFERS : Cli.OK;
  }

  private void print(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(text);
    out.flush();
  }
}
