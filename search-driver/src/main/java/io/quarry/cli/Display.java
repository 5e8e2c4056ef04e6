package io.quarry.cli;

import io.quarry.search.Progress;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/** How progress is shown. */
sealed interface Display extends Progress permits BarDisplay, LineDisplay {

  /** The ways to show it, as the command line names them. */
  enum Kind {
    BAR,
    LINES
  }

  /**
   * A display.
   *
   * @param kind bars on standard error, or lines: one at the start, one at every tenth of the work
   * @param lines gets the lines
   * @param nanos a clock, for the time that is left
   */
  static Display of(Kind kind, PrintWriter lines, LongSupplier nanos) {
    return kind == Kind.BAR ? new BarDisplay() : new LineDisplay(lines, nanos);
  }
}
