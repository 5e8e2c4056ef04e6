package io.quarry.evaluate;

import com.sun.management.OperatingSystemMXBean;
import io.quarry.config.CodeVersion;
import io.quarry.onnx.InferenceSession;
import io.quarry.problem.InputException;
import io.quarry.score.Natives;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;

/** Looks at the JVM that it is called in, and at its host. Loads natives, which takes seconds. */
final class HostProbe {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final List<String> FLAGS = List.of("avx2", "avx512f", "avx512_vnni", "avx_vnni");
  private static final List<String> VARIABLES =
      List.of("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS");

  /** JavaCPP's own setting and default (bytedeco/javacpp, Pointer.maxBytes). */
  private static final String MOST_NATIVE = "org.bytedeco.javacpp.maxbytes";

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})([kmgt]?)b?");

  private HostProbe() {}

  static HostReport here() {
    Host host = Host.current();
    String problem = nativesProblem();
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    long heap = Runtime.getRuntime().maxMemory();
    return new HostReport(
        SparkEnv.get().executorId(),
        host.name(),
        host.cpu(),
        cpuFlags(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.version().toString(),
        CodeVersion.text(),
        problem.isEmpty() ? InferenceSession.runtime() : "",
        problem,
        Runtime.getRuntime().availableProcessors(),
        heap,
        bytes(System.getProperty(MOST_NATIVE, ""), heap),
        memory(),
        environment(),
        temporary.toString(),
        temporaryProblem(temporary),
        temporary.toFile().getUsableSpace());
  }

  private static String nativesProblem() {
    try {
      Natives.require();
      return "";
    } catch (InputException e) {
      return e.getMessage();
    }
  }

  private static List<String> cpuFlags() {
    if (!Files.isReadable(CPU_INFO)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      List<String> all =
          lines
              .filter(line -> line.startsWith("flags"))
              .findFirst()
              .map(line -> List.of(line.split("\\s+")))
              .orElse(List.of());
      return FLAGS.stream().filter(all::contains).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Of the container, where the JVM runs in one. */
  private static long memory() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  private static List<String> environment() {
    return VARIABLES.stream()
        .filter(name -> System.getenv(name) != null)
        .map(name -> name + "=" + System.getenv(name))
        .toList();
  }

  /**
   * A file on a file system that is mounted without execution is not executable, whatever it is.
   */
  static String temporaryProblem(Path directory) {
    try {
      Path file = Files.createTempFile(directory, "quarry-doctor", "");
      try {
        boolean permitted = file.toFile().setExecutable(true);
        return permitted && Files.isExecutable(file)
            ? ""
            : "nothing can be executed there, so libraries cannot be loaded from it";
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      return "nothing can be written there: " + e;
    }
  }

  /** A number of bytes such as {@code 2g}; another where a text is none. */
  static long bytes(String text, long otherwise) {
    Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      return otherwise;
    }
    int power = "kmgt".indexOf(size.group(2)) + (size.group(2).isEmpty() ? 0 : 1);
    return Long.parseLong(size.group(1)) << (10 * power);
  }
}
