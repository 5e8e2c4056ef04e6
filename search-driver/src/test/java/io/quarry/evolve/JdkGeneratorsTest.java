package io.quarry.evolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

class JdkGeneratorsTest {

  @Test
  void leavesTheThreadItsClassLoader() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader hiding = new URLClassLoader(new URL[0], null)) {
      thread.setContextClassLoader(hiding);
      JdkGenerators.discover();
      assertThat(thread.getContextClassLoader()).isSameAs(hiding);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
