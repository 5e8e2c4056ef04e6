package io.quarry.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.nativeblas.NativeOpsHolder;

class NativeThreadsTest {
  private final int before = NativeThreads.current();

  @AfterEach
  void restore() {
    NativeThreads.use(before);
  }

  @Test
  void theCallingThreadUsesWhatItAskedFor() {
    NativeThreads.use(3);
    assertThat(NativeThreads.current()).isEqualTo(3);
    NativeThreads.use(1);
    assertThat(NativeThreads.current()).isEqualTo(1);
  }

  @Test
  void nd4jRunsOnTheSameOpenMp() {
    NativeThreads.use(5);
    assertThat(NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads()).isEqualTo(5);
  }

  @Test
  void otherThreadsKeepTheirs() throws InterruptedException {
    NativeThreads.use(7);
    AtomicInteger seen = new AtomicInteger();
    Thread other = new Thread(() -> seen.set(NativeThreads.current()));
    other.start();
    other.join();
    assertThat(seen.get()).isPositive().isNotEqualTo(7);
    assertThat(NativeThreads.current()).isEqualTo(7);
  }

  @Test
  void noThreadsAreRefused() {
    assertThatThrownBy(() -> NativeThreads.use(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 threads cannot run anything");
  }
}
