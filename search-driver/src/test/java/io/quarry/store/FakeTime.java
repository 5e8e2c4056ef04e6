package io.quarry.store;

import java.time.Duration;

/** Time that passes only where somebody waits, and what happens meanwhile. */
public final class FakeTime {
  private long nanos = 1_000_000_007L;
  private Runnable meanwhile = () -> {};

  /** What is done at each wait. */
  public void meanwhile(Runnable work) {
    meanwhile = work;
  }

  /** Lets time pass. */
  public void pass(Duration time) {
    nanos += time.toNanos();
  }

  /** The clock. */
  public long nanos() {
    return nanos;
  }

  /** Leases by this time, with the standard terms; their renewals are left to the test. */
  public LeaseTimes leases() {
    LeaseTimes standard = LeaseTimes.standard();
    return new LeaseTimes(
        standard.renewal(),
        standard.expiry(),
        standard.look(),
        this::nanos,
        time -> {
          pass(time);
          meanwhile.run();
        });
  }
}
