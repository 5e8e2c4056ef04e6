package io.quarry.search;

import io.quarry.problem.InputException;
import io.quarry.store.Lease;
import io.quarry.store.LeaseTimes;
import io.quarry.store.WriteGuard;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Guards what a driver writes: only while it holds its lease, and again and again where the file
 * system is full, read-only or away. Meanwhile the run is paused: nothing is handed out, and what
 * came back stays in memory.
 */
final class PatientWrites implements WriteGuard {
  private static final Logger LOG = LoggerFactory.getLogger(PatientWrites.class);
  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(200);

  /** A failure so long after the last one is not the same trouble. */
  private static final long CALM_NANOS = TimeUnit.MINUTES.toNanos(2);

  private final Lease lease;
  private final BooleanSupplier stop;
  private final LeaseTimes times;
  private Duration delay = FIRST_DELAY;
  private long failedAt;
  private boolean failing;

  /**
   * Guards writes under a lease.
   *
   * @param stop once true, what fails is not tried again
   * @param times its clock and its waiting
   */
  PatientWrites(Lease lease, BooleanSupplier stop, LeaseTimes times) {
    this.lease = lease;
    this.stop = stop;
    this.times = times;
  }

  @Override
  public void before(String step) {
    while (true) {
      try {
        lease.requireHeld();
        return;
      } catch (InputException e) {
        // The file system is out of reach, and who holds the lease cannot be seen.
        if (!triesAgain(e)) {
          throw e;
        }
      }
    }
  }

  @Override
  public synchronized boolean triesAgain(InputException failure) {
    boolean same = failing && times.nanos().getAsLong() - failedAt < CALM_NANOS;
    delay = same ? longer(delay) : FIRST_DELAY;
    failing = true;
    if (stop.getAsBoolean()) {
      return false;
    }
    LOG.error(
        "The run is paused, and keeps what it has measured in memory; free some space, or end it by"
            + " Ctrl-C. It tries again in {} s. {}",
        delay.toSeconds(),
        failure.getMessage());
    boolean goesOn = wait(delay);
    failedAt = times.nanos().getAsLong();
    return goesOn;
  }

  private static Duration longer(Duration delay) {
    Duration twice = delay.multipliedBy(2);
    return twice.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : twice;
  }

  /** Whether nobody stopped it meanwhile. */
  private boolean wait(Duration time) {
    long end = times.nanos().getAsLong() + time.toNanos();
    while (times.nanos().getAsLong() < end) {
      if (stop.getAsBoolean()) {
        return false;
      }
      try {
        times.waiting().pause(LOOK);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
