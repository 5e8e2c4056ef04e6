package io.quarry.score;

import io.quarry.net.NativeThreads;
import io.quarry.onnx.InferenceSession;
import io.quarry.problem.InputException;
import org.bytedeco.javacpp.Loader;

/** The native libraries that scoring runs on: oneDNN, OpenMP, ND4J and ONNX Runtime. */
public final class Natives {
  private Natives() {}

  /**
   * Loads them. Once they are loaded it costs nothing.
   *
   * @throws InputException when one of them is not there for this platform
   */
  public static void require() {
    require(
        () -> {
          NativeThreads.current();
          InferenceSession.runtime();
        });
  }

  static void require(Runnable load) {
    try {
      load.run();
    } catch (LinkageError e) {
      Throwable first = e;
      while (first.getCause() != null) {
        first = first.getCause();
      }
      throw new InputException(
          "Native libraries do not load on platform %s: %s".formatted(Loader.getPlatform(), first),
          "add the jars of nd4j-native, dnnl, openblas, opencl and javacpp with classifier %1$s to"
                  .formatted(Loader.getPlatform())
              + " --jars, or leave hosts of this platform out.",
          e);
    }
  }
}
