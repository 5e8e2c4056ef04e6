package io.quarry.cli;

import io.quarry.objective.Objective;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** A command line over an engine and exports that do nothing, and what it prints. */
abstract class CliFixture {
  static final List<Objective> KNOWN =
      List.of(
          Objective.minimize("top1-error", "top1_error_percent", "%"),
          Objective.minimize("size-bytes", "size_bytes", "bytes"));

  @TempDir Path root;

  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();
  final FakeEngine engine = new FakeEngine(() -> root);
  final FakeExports exports = new FakeExports();

  int run(String... arguments) {
    return new Cli(
            engine,
            exports,
            KNOWN,
            () -> false,
            new PrintWriter(out, true),
            new PrintWriter(err, true))
        .run(arguments);
  }
}
