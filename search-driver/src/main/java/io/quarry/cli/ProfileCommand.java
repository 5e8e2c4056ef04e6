package io.quarry.cli;

import io.quarry.config.SearchConfig;
import io.quarry.predict.latency.LatencyQuality;
import io.quarry.problem.InputException;
import io.quarry.profile.LatencyProfile;
import io.quarry.report.Runs;
import io.quarry.search.ProfileResult;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quarry profile}: what networks of a space take on a class of hosts. */
@Command(
    name = "profile",
    description =
        "Times networks of the configuration's space and their kernels on this class of hosts, for"
            + " searches to predict latency by (--set latency.profile=FILE). Nothing is trained.",
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Version.class)
final class ProfileCommand implements Callable<Integer> {
  /** What a class of hosts may be called. */
  static final String HOST_CLASS = "[A-Za-z0-9][A-Za-z0-9._-]*";

  private final Cli.Context context;

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--host-class",
      paramLabel = "NAME",
      description = "What hosts of this kind are called. Default: latency.host-class.")
  private String hostClass = "";

  @Option(
      names = "--networks",
      paramLabel = "N",
      defaultValue = "240",
      description =
          "Most networks to profile; fewer where predictions are good before. Default:"
              + " ${DEFAULT-VALUE}.")
  private int networks;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "A path or a URI. Default: profiles/NAME.json in --runs.")
  private String out = "";

  @Spec private CommandSpec spec;

  ProfileCommand(Cli.Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    SearchConfig config = options.load(context);
    String name = hostClass.isEmpty() ? config.latency().hostClass() : hostClass;
    if (!name.matches(HOST_CLASS)) {
      throw new InputException(
          "A host class is named by letters, digits, dots and dashes, not \"%s\"".formatted(name),
          "give one: --host-class edge-a.");
    }
    if (networks < 1) {
      throw new InputException("--networks %d".formatted(networks), "1 or more are meant.");
    }
    Runs runs = context.engine().runs(options.runs());
    ProfileResult result =
        context
            .engine()
            .profile(config, runs, name, networks, out, options.display(), context.stop());
    print(result);
    return Cli.OK;
  }

  private void print(ProfileResult result) {
    PrintWriter to = spec.commandLine().getOut();
    LatencyProfile profile = result.profile();
    to.printf(
        "%s: %s, %s, batch %d, %d threads%n",
        profile.hostClass(), profile.cpu(), profile.runtime(), profile.batch(), profile.threads());
    to.printf(
        "%d networks profiled, %d left out as unsteady%n",
        profile.networks().size(), result.unsteady());
    for (LatencyQuality quality : result.quality()) {
      to.printf(
          Locale.ROOT,
          "predicted before they were measured: %d; within 5 %%: %.0f %%, within 10 %%: %.0f %%,"
              + " tau %.2f%n",
          quality.count(),
          100 * quality.within5Percent(),
          100 * quality.within10Percent(),
          quality.kendallTau());
    }
    to.printf("%s%n", result.location());
    to.flush();
  }
}
