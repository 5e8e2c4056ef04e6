package io.quarry.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostGateTest {
  @TempDir Path directory;

  @Test
  void whoTimesIsAlone() throws Exception {
    HostGate gate = new HostGate(directory.resolve("gate"));
    AtomicInteger working = new AtomicInteger();
    AtomicInteger beside = new AtomicInteger();
    Callable<Void> work =
        () -> {
          for (int i = 0; i < 200; i++) {
            HostGate.Stay stay = gate.enterToWork();
            working.incrementAndGet();
            Thread.onSpinWait();
            working.decrementAndGet();
            stay.close();
          }
          return null;
        };
    Callable<Void> time =
        () -> {
          for (int i = 0; i < 50; i++) {
            HostGate.Stay stay = gate.enterToTime();
            beside.addAndGet(working.getAndAdd(1000));
            Thread.onSpinWait();
            working.addAndGet(-1000);
            stay.close();
          }
          return null;
        };
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (Future<Void> done : threads.invokeAll(List.of(work, work, time, time))) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(beside).hasValue(0);
  }

  @Test
  void severalWorkAtTheSameTime() {
    HostGate gate = new HostGate(directory.resolve("gate"));
    HostGate.Stay first = gate.enterToWork();
    HostGate.Stay second = gate.enterToWork();
    second.close();
    first.close();
    gate.enterToTime().close();
  }

  /** Another process works until it is told to stop; only then can this one time. */
  @Test
  void anotherProcessCounts() throws Exception {
    Path file = directory.resolve("gate");
    Process worker = start(file);
    try (OutputStream toWorker = worker.getOutputStream();
        InputStream fromWorker = worker.getInputStream()) {
      assertThat(fromWorker.read()).isEqualTo('i');
      HostGate gate = new HostGate(file);
      gate.enterToWork().close();
      ExecutorService thread = Executors.newSingleThreadExecutor();
      try {
        Future<?> timed = thread.submit(() -> gate.enterToTime().close());
        assertThat(timed.isDone()).isFalse();
        toWorker.write('x');
        toWorker.flush();
        timed.get();
        assertThat(fromWorker.read()).isEqualTo('o');
      } finally {
        thread.shutdownNow();
      }
    } finally {
      worker.destroy();
      worker.waitFor(10, TimeUnit.SECONDS);
    }
  }

  /** The other one holds the turnstile and waits for one of this process, which waits for it. */
  @Test
  void aProcessMayWaitWhileItWorks() throws Exception {
    Path file = directory.resolve("gate");
    HostGate gate = new HostGate(file);
    HostGate.Stay stay = gate.enterToWork();
    Process timer = start(file, "time");
    try (FileChannel probe = FileChannel.open(file, StandardOpenOption.WRITE);
        OutputStream toTimer = timer.getOutputStream();
        InputStream fromTimer = timer.getInputStream()) {
      for (FileLock free = probe.tryLock(0, 1, false); free != null; ) {
        free.release();
        free = probe.tryLock(0, 1, false);
      }
      FutureTask<Void> work =
          new FutureTask<>(
              () -> {
                gate.enterToWork().close();
                return null;
              });
      Thread worker = new Thread(work);
      worker.start();
      while (worker.getState() != Thread.State.TIMED_WAITING && !work.isDone()) {
        Thread.onSpinWait();
      }
      assertThat(work.isDone()).isFalse();
      stay.close();
      assertThat(fromTimer.read()).isEqualTo('i');
      toTimer.write('x');
      toTimer.flush();
      work.get();
    } finally {
      timer.destroy();
      timer.waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static Process start(Path file, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Worker.class.getName(),
                file.toString()));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /**
   * Works, or times, from its start until it reads a byte; writes i when inside, o before it
   * leaves.
   */
  static final class Worker {
    private Worker() {}

    public static void main(String[] args) throws IOException {
      HostGate gate = new HostGate(Path.of(args[0]));
      HostGate.Stay stay = args.length > 1 ? gate.enterToTime() : gate.enterToWork();
      System.out.write('i');
      System.out.flush();
      assertThat(System.in.read()).isNotNegative();
      System.out.write('o');
      System.out.flush();
      stay.close();
    }
  }
}
