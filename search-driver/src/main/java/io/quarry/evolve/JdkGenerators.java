package io.quarry.evolve;

import java.util.random.RandomGeneratorFactory;

/**
 * Makes the JDK find its random generators.
 *
 * <p>It looks for them once a JVM, through the class loader of the thread that asks first. Spark 4
 * on Java 17 runs SQL tasks under a loader that hides most of them; Jenetics, which needs one as it
 * loads, would then never load in that JVM.
 */
public final class JdkGenerators {
  /** The generator that Jenetics 7 starts with. */
  private static final String NEEDED = "L64X256MixRandom";

  private JdkGenerators() {}

  /**
   * Asks for the generators through the system class loader. To be called before the first Spark
   * job; later calls change nothing.
   *
   * @throws IllegalStateException when another thread asked before, under a loader that hides them
   */
  public static void discover() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
    try {
      RandomGeneratorFactory.of(NEEDED);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "The JDK's random generators were looked for under a class loader that hides them", e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
