package io.quarry.net;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How many threads the native operators of the calling thread use.
 *
 * <p>oneDNN, and ND4J beside it, run on the one OpenMP runtime that loads first; the number of
 * threads is a control variable that OpenMP keeps for each calling thread (OpenMP 4.5, 2.3.2), set
 * here through the C function itself. A new thread begins with the machine's cores, or with {@code
 * OMP_NUM_THREADS} where that was set as the library loaded.
 */
public final class NativeThreads {
  private static final String RUNTIME =
      Loader.getPlatform().startsWith("linux") ? "libgomp.so.1" : "iomp5";

  private NativeThreads() {}

  /**
   * Makes the calling thread's native operators use a number of threads, from its next operator on.
   * Other threads keep theirs.
   *
   * @param threads positive
   */
  public static void use(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("%d threads cannot run anything".formatted(threads));
    }
    OpenMp.SET.invoke(new Object[] {threads});
  }

  /** How many threads the calling thread's native operators use. */
  public static int current() {
    return OpenMp.GET.invokeInt(new Object[0]);
  }

  /** Loaded at first use, after oneDNN, so that the runtime found is the one that it runs on. */
  private static final class OpenMp {
    private static final Function SET;
    private static final Function GET;

    static {
      Loader.load(dnnl.class);
      Nd4j.getExecutioner(); // sets the number itself as it loads, so it must not load later
      NativeLibrary library = NativeLibrary.getInstance(RUNTIME);
      SET = library.getFunction("omp_set_num_threads");
      GET = library.getFunction("omp_get_max_threads");
    }
  }
}
