package io.quarry.score;

/** Splits the time of scoring one candidate into its phases, in their order. */
final class Stopwatch {
  private final long start = System.nanoTime();
  private long quantized = start;
  private long exported = start;
  private long opened = start;
  private long runNanos;

  void quantized() {
    quantized = System.nanoTime();
    exported = quantized;
    opened = quantized;
  }

  void exported() {
    exported = System.nanoTime();
    opened = exported;
  }

  void opened() {
    opened = System.nanoTime();
  }

  void ran(long nanos) {
    runNanos += nanos;
  }

  Timings stop() {
    return new Timings(
        quantized - start,
        exported - quantized,
        opened - exported,
        runNanos,
        System.nanoTime() - start);
  }
}
