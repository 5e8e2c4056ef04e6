package io.quarry.latency;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps training and scoring away from timing, and timing from timing, for all of one user's
 * processes on a host. Any number may work at the same time; who times is alone. Once someone waits
 * to time, work that has not begun waits too, so that the timing comes soon.
 *
 * <p>Locks within this JVM go before locks of ranges of one file in the directory for temporary
 * files: byte 0 is the turnstile that everyone passes one by one, each of the others a worker. The
 * operating system opens what a process held when it dies. What is taken is asked for again and
 * again: systems that wait for processes, as POSIX has it, take two threads of one, of which one is
 * inside and one waits for somebody who waits for the first, for a deadlock. Thread-safe; a thread
 * that is inside does not enter again.
 */
public final class HostGate {
  private static final boolean SHARED = true;
  private static final boolean ALONE = false;
  private static final long POLL_MS = 2;
  private static final HostGate INSTANCE = new HostGate(defaultFile());

  private final Path file;
  private final ReentrantLock turnstile = new ReentrantLock(true);
  private final ReentrantReadWriteLock inside = new ReentrantReadWriteLock();
  private final AtomicLong workers = new AtomicLong();
  private FileChannel channel;

  /** A gate of whoever names the same file. */
  HostGate(Path file) {
    this.file = file;
  }

  /** The gate of this host. */
  public static HostGate ofHost() {
    return INSTANCE;
  }

  /**
   * Enters to work, once nobody times or waits to.
   *
   * @return closed by the same thread when the work is done
   */
  public Stay enterToWork() {
    return enter(inside.readLock(), 1 + workers.getAndIncrement(), 1, SHARED);
  }

  /**
   * Enters to time, once everyone has left.
   *
   * @return closed by the same thread when the timing is done
   */
  public Stay enterToTime() {
    return enter(inside.writeLock(), 1, Long.MAX_VALUE - 1, ALONE);
  }

  /** A stay behind the gate. */
  public interface Stay extends AutoCloseable {
    @Override
    void close();
  }

  private Stay enter(Lock lock, long from, long bytes, boolean shared) {
    turnstile.lock();
    try (FileLock pass = locked(0, 1, ALONE)) {
      assert pass.isValid();
      lock.lock();
      try {
        FileLock place = locked(from, bytes, shared);
        return () -> leave(lock, place);
      } catch (IOException | RuntimeException e) {
        lock.unlock();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot lock %s".formatted(file), e);
    } finally {
      turnstile.unlock();
    }
  }

  private FileLock locked(long from, long bytes, boolean shared) throws IOException {
    while (true) {
      FileLock lock = channel().tryLock(from, bytes, shared);
      if (lock != null) {
        return lock;
      }
      try {
        Thread.sleep(POLL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FileLockInterruptionException();
      }
    }
  }

  private void leave(Lock lock, FileLock place) {
    try {
      place.release();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot unlock %s".formatted(file), e);
    } finally {
      lock.unlock();
    }
  }

  private FileChannel channel() throws IOException {
    if (channel == null || !channel.isOpen()) {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
    return channel;
  }

  private static Path defaultFile() {
    String user = System.getProperty("user.name");
    return Path.of(System.getProperty("java.io.tmpdir"), "quarry-%s.gate".formatted(user));
  }
}
