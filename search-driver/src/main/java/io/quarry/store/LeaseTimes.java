package io.quarry.store;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How leases go with time.
 *
 * @param renewal how often a holder renews its lease
 * @param expiry a lease that was not renewed for so long is anybody's
 * @param look how often somebody who waits looks
 * @param nanos a clock that only moves forwards
 * @param waiting waits for a while
 */
public record LeaseTimes(
    Duration renewal, Duration expiry, Duration look, LongSupplier nanos, Waiting waiting) {

  /** Waits. */
  @FunctionalInterface
  public interface Waiting {
    void pause(Duration time) throws InterruptedException;
  }

  /** Renewed every 5 seconds, expired after 30. */
  public static LeaseTimes standard() {
    return new LeaseTimes(
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMillis(500),
        System::nanoTime,
        time -> Thread.sleep(time.toMillis()));
  }

  void pauseForALook() {
    try {
      waiting.pause(look);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while it waited for a lease", e);
    }
  }
}
