package io.quarry.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Lines that stay readable in a file. */
final class LineDisplay implements Display {
  private static final int LINES = 10;

  private final PrintWriter out;
  private final LongSupplier nanos;

  LineDisplay(PrintWriter out, LongSupplier nanos) {
    this.out = out;
    this.nanos = nanos;
  }

  @Override
  public Work start(String name, long total) {
    out.printf("%s: %d to do%n", name, total);
    out.flush();
    long start = nanos.getAsLong();
    return new Work() {
      private long shown;

      @Override
      public void reach(long done, String detail) {
        if (done == total || done * LINES / total > shown * LINES / total) {
          shown = done;
          String more = detail.isEmpty() ? "" : ", " + detail;
          out.printf("%s: %d of %d%s%s%n", name, done, total, more, left(done));
          out.flush();
        }
      }

      /** As long as it took so far, by what is left over what is done. */
      private String left(long done) {
        long spent = nanos.getAsLong() - start;
        Duration left = Duration.ofNanos((long) (spent / (double) done * (total - done)));
        return done == total ? "" : ", %d s left".formatted(left.toSeconds());
      }

      @Override
      public void close() {
        // Every line was flushed when it was written.
      }
    };
  }
}
