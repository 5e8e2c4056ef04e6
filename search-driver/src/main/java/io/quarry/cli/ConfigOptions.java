package io.quarry.cli;

import io.quarry.config.SearchConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The arguments that every command shares. */
final class ConfigOptions {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CONF",
      description =
          "Configuration in HOCON, a path or a URI (hdfs:, s3a:); without one, the embedded task.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Goes before the file: --set search.evaluations=400. May be repeated.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs",
      description =
          "Where runs and supernets are kept: a path or a URI (hdfs:, s3a:). Default: ${DEFAULT-VALUE}.")
  private String runs = "";

  @Option(
      names = "--progress",
      paramLabel = "bar|lines",
      defaultValue = "${env:QUARRY_PROGRESS:-lines}",
      description = "How progress is shown. Default: bar on a terminal.")
  private Display.Kind progress = Display.Kind.LINES;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  SearchConfig load(Cli.Context context) {
    return SearchConfig.load(files, overrides, context.objectives(), context.engine().files());
  }

  /** The same where one-shot searches may have several targets: one for each. */
  List<SearchConfig> loadAll(Cli.Context context) {
    return SearchConfig.loadAll(files, overrides, context.objectives(), context.engine().files());
  }

  /** Whether a file or a setting was given. */
  boolean isGiven() {
    return !files.isEmpty() || !overrides.isEmpty();
  }

  /** The files as a part of a command, with a space before each. */
  String files() {
    return files.stream().map(file -> " " + file).collect(Collectors.joining());
  }

  Display display() {
    return Display.of(progress, spec.commandLine().getErr(), System::nanoTime);
  }

  String runs() {
    return runs;
  }
}
