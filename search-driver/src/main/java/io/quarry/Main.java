package io.quarry;

import io.quarry.cli.Cli;
import io.quarry.score.Objectives;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The program. Only this class opens and closes Spark's session, and ends the process. */
public final class Main {

  private Main() {}

  /** Runs a command; see {@code --help}. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    try (Interruption interruption = Interruption.listen()) {
      return new Cli(new UnfinishedEngine(), Objectives.ALL, interruption::isRequested, out, err)
          .run(arguments);
    }
  }
}
