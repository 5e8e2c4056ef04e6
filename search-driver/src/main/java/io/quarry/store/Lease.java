package io.quarry.store;

import io.quarry.problem.HeldException;
import io.quarry.problem.InputException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write, held by one process at a time: a file {@code <name>-000001.lease} beside what
 * is written. Whoever takes the lease over creates the file of the next number, which one process
 * alone can do; the highest number holds. Numbers are never used again, so that a process that was
 * paused finds a higher one and knows that its lease is gone.
 *
 * <p>The holder renews its file. No clocks are compared: who finds a lease watches it, on its own
 * clock, and takes it over when it has not changed for the time of expiry; at once where it was
 * given back, or where the holder was a process of this very host that has ended. Where a file
 * system shows changes late, as NFS may, it must do so within the time of expiry.
 */
public final class Lease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
  private static final String SUFFIX = ".lease";

  private final Directory directory;
  private final String name;
  private final String what;
  private final long number;
  private final ScheduledExecutorService renewals;
  private final Future<?> renewing;
  private LeaseHolder self;
  private volatile boolean lost;

  /** The file that holds, or held last. */
  private record Latest(long number, LeaseHolder holder) {
    static final Latest NONE = new Latest(0, LeaseHolder.UNKNOWN);
  }

  private Lease(Directory directory, String name, String what, long number, LeaseTimes times) {
    this.directory = directory;
    this.name = name;
    this.what = what;
    this.number = number;
    this.self = LeaseHolder.current();
    this.renewals =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "lease of " + name);
              thread.setDaemon(true);
              return thread;
            });
    long period = times.renewal().toMillis();
    this.renewing =
        renewals.scheduleWithFixedDelay(this::renew, period, period, TimeUnit.MILLISECONDS);
  }

  /**
   * Takes a lease.
   *
   * @param directory that holds its file; must exist
   * @param what is held, for messages: {@code run x}
   * @throws HeldException when another process holds it and renews it; within the time of renewal
   * @throws InputException when the directory cannot be written
   */
  public static Lease take(Directory directory, String name, String what, LeaseTimes times) {
    return await(
            directory,
            name,
            what,
            times,
            () -> false,
            holder -> {
              throw new HeldException(
                  "%s is being written by another driver: %s".formatted(what, holder.text()),
                  "wait until it has ended; should it have been lost with its host, its lease"
                      + " expires in %d s.".formatted(times.expiry().toSeconds()));
            })
        .orElseThrow();
  }

  /**
   * Waits for a lease as long as another process holds it.
   *
   * @param stop asked while there is something to wait for; once true, it is not waited any longer
   * @param alive told of a holder that is seen to renew
   * @return empty when it was stopped
   */
  public static Optional<Lease> await(
      Directory directory,
      String name,
      String what,
      LeaseTimes times,
      BooleanSupplier stop,
      Consumer<LeaseHolder> alive) {
    Directory plain = directory.guarded(WriteGuard.none());
    Latest seen = Latest.NONE;
    long since = times.nanos().getAsLong();
    while (true) {
      Latest now = latest(plain, name).orElse(Latest.NONE);
      boolean same = now.equals(seen);
      boolean free = now.number() == 0 || now.holder().released() || now.holder().hasDied();
      boolean stale = same && times.nanos().getAsLong() - since >= times.expiry().toNanos();
      if (free || stale) {
        Optional<Lease> lease = claim(plain, name, what, now.number() + 1, times);
        if (lease.isPresent()) {
          return lease;
        }
        continue;
      }
      if (!same) {
        if (seen.number() > 0) {
          alive.accept(now.holder());
        }
        seen = now;
        since = times.nanos().getAsLong();
      }
      if (stop.getAsBoolean()) {
        return Optional.empty();
      }
      times.pauseForALook();
    }
  }

  /** Who holds a lease, or held it last; empty where nobody ever did. */
  public static Optional<LeaseHolder> holder(Directory directory, String name) {
    return latest(directory, name).map(Latest::holder);
  }

  /**
   * Whether whoever held a lease last still holds it, as far as one who only reads can tell: told
   * at once by a time of renewal that is a recent one on this host's clock, else by watching.
   */
  public static boolean isAlive(Directory directory, String name, LeaseTimes times) {
    Optional<Latest> first = latest(directory, name);
    if (first.isEmpty() || first.get().holder().released() || first.get().holder().hasDied()) {
      return false;
    }
    long ageMs =
        Math.abs(System.currentTimeMillis() - first.get().holder().renewed().toEpochMilli());
    if (ageMs <= 2 * times.renewal().toMillis()) {
      return true;
    }
    long start = times.nanos().getAsLong();
    while (times.nanos().getAsLong() - start < 2 * times.renewal().toNanos()) {
      times.pauseForALook();
      Optional<Latest> now = latest(directory, name);
      if (now.isPresent() && !now.equals(first)) {
        return !now.get().holder().released();
      }
    }
    return false;
  }

  /** Whether a name is that of a lease's file. */
  public static boolean isLease(String fileName) {
    return fileName.endsWith(SUFFIX);
  }

  /**
   * Checks that this process still holds it; to be asked before each write.
   *
   * @throws HeldException when another process took it over, or the file is gone
   */
  public void requireHeld() {
    if (latestNumber(directory, name) != number) {
      lost = true;
      throw lostTo(latest(directory, name));
    }
  }

  /** The same without a look: whether a renewal found out. */
  public void requireNotSeenLost() {
    if (lost) {
      requireHeld();
    }
  }

  private HeldException lostTo(Optional<Latest> latest) {
    return new HeldException(
        "This driver has lost %s: it did not renew its lease in time, and now %s"
            .formatted(
                what,
                latest
                    .map(other -> "it is held by " + other.holder().text())
                    .orElse("the lease's file is gone from %s".formatted(directory))),
        "its host was paused or too busy; what it had stored before is in the store.");
  }

  /** Gives it back; nothing where it is lost. */
  @Override
  public void close() {
    renewing.cancel(false);
    renewals.shutdown();
    try {
      renewals.awaitTermination(1, TimeUnit.MINUTES);
      beat(self.releasedNow());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (InputException e) {
      LOG.warn("The lease of {} could not be given back and has to expire", what, e);
    }
  }

  private void renew() {
    try {
      beat(self.renewedNow());
    } catch (RuntimeException e) {
      // The next may succeed; if none does in time, the check before a write will tell.
      LOG.warn("The lease of {} could not be renewed", what, e);
    }
  }

  private void beat(LeaseHolder next) {
    if (latestNumber(directory, name) != number) {
      lost = true;
    } else {
      directory.write(file(name, number), next.json());
      self = next;
    }
  }

  private static String file(String name, long number) {
    return "%s-%06d%s".formatted(name, number, SUFFIX);
  }

  private static Optional<Lease> claim(
      Directory directory, String name, String what, long number, LeaseTimes times) {
    LeaseHolder self = LeaseHolder.current();
    String owner = "%s-%d-%d".formatted(self.host(), self.pid(), System.nanoTime());
    if (!directory.claim(file(name, number), owner, self.json())) {
      return Optional.empty();
    }
    // Whoever was slow to claim may have taken a number that others are done with by now.
    if (latestNumber(directory, name) > number) {
      directory.delete(file(name, number));
      return Optional.empty();
    }
    removeBelow(directory, name, number);
    return Optional.of(new Lease(directory, name, what, number, times));
  }

  private static void removeBelow(Directory directory, String name, long number) {
    for (String other : directory.names()) {
      Matcher match = pattern(name).matcher(other);
      if (match.matches() && Long.parseLong(match.group(1)) < number) {
        directory.delete(other);
      }
    }
  }

  private static long latestNumber(Directory directory, String name) {
    return directory.names().stream()
        .map(pattern(name)::matcher)
        .filter(Matcher::matches)
        .mapToLong(match -> Long.parseLong(match.group(1)))
        .max()
        .orElse(0);
  }

  private static Optional<Latest> latest(Directory directory, String name) {
    long number = latestNumber(directory, name);
    if (number == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Latest(number, LeaseHolder.parse(directory.read(file(name, number)))));
    } catch (InputException e) {
      // Replaced or removed since it was listed; as unknown as one that cannot be parsed.
      return Optional.of(new Latest(number, LeaseHolder.UNKNOWN));
    }
  }

  private static Pattern pattern(String name) {
    return Pattern.compile(Pattern.quote(name) + "-([0-9]{6,18})" + Pattern.quote(SUFFIX));
  }
}
