package io.quarry.evaluate;

import io.quarry.config.CodeVersion;
import io.quarry.problem.InputException;
import java.io.Serializable;

/**
 * What a JVM runs: executors have to run the same as their driver, or candidates would not be
 * scored alike.
 *
 * @param code version and commit of Quarry
 * @param java feature release of the JVM, such as 17
 */
record Build(String code, int java) implements Serializable {
  private static final Build CURRENT = new Build(CodeVersion.text(), Runtime.version().feature());

  /** This JVM's. */
  static Build current() {
    return CURRENT;
  }

  /**
   * Compares this build, the driver's, with that of the JVM that calls.
   *
   * @throws InputException when they differ
   */
  void requireSameHere() {
    if (!CURRENT.code.equals(code)) {
      throw new InputException(
          "The executor on %s runs Quarry %s, the driver %s"
              .formatted(Host.current().name(), CURRENT.code, code),
          "another quarry.jar lies on the executors' class path"
              + " (spark.executor.extraClassPath, or Spark's jars); leave it out.");
    }
    if (CURRENT.java != java) {
      throw new InputException(
          "The executor on %s runs Java %d, the driver Java %d"
              .formatted(Host.current().name(), CURRENT.java, java),
          "set JAVA_HOME for the workers, or spark.executorEnv.JAVA_HOME, to the driver's release.");
    }
  }
}
