import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A step of the build, run from its source: the jar of Quarry's code and the jars of native
 * libraries become one jar. Entries are copied as they are, compressed, which takes a second where
 * compressing them again takes half a minute.
 *
 * <p>Arguments: the jar to write, the code's jar, the directory of the natives' jars, and the
 * platform whose ONNX Runtime is kept of the several in its jar.
 */
final class OneJar {
  private static final String ONNX_RUNTIME = "ai/onnxruntime/native/";

  /** Headers, debug symbols, and what describes a jar of its own but for its version, if asked. */
  private static final Pattern LEFT_OUT =
      Pattern.compile("META-INF/(?!maven/.*/pom\\.properties).*|.*/include/.*|.*\\.dSYM/.*");

  private OneJar() {}

  public static void main(String[] arguments) throws IOException {
    Path jar = Path.of(arguments[0]);
    Path code = Path.of(arguments[1]);
    String onnxRuntime = ONNX_RUNTIME + arguments[3] + "/";
    Path unfinished = jar.resolveSibling(jar.getFileName() + ".unfinished");
    Set<String> taken = new HashSet<>();
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(unfinished.toFile())) {
      copy(code, name -> true, taken, out);
      for (Path natives : jars(Path.of(arguments[2]))) {
        copy(natives, name -> isNeeded(name, onnxRuntime), taken, out);
      }
    }
    if (taken.stream().noneMatch(name -> name.startsWith(onnxRuntime))) {
      throw new IOException("No jar holds " + onnxRuntime);
    }
    Files.move(unfinished, jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isNeeded(String name, String onnxRuntime) {
    boolean elsewhere = name.startsWith(ONNX_RUNTIME) && !name.startsWith(onnxRuntime);
    return !elsewhere && !name.endsWith("/") && !LEFT_OUT.matcher(name).matches();
  }

  private static List<Path> jars(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static void copy(
      Path from,
      java.util.function.Predicate<String> needed,
      Set<String> taken,
      ZipArchiveOutputStream out)
      throws IOException {
    try (ZipFile zip = new ZipFile(from.toFile())) {
      // In the order of the file, so that META-INF/MANIFEST.MF stays first.
      Enumeration<ZipArchiveEntry> entries = zip.getEntriesInPhysicalOrder();
      while (entries.hasMoreElements()) {
        ZipArchiveEntry entry = entries.nextElement();
        if (needed.test(entry.getName()) && taken.add(entry.getName())) {
          try (InputStream compressed = zip.getRawInputStream(entry)) {
            out.addRawArchiveEntry(new ZipArchiveEntry(entry), compressed);
          }
        }
      }
    }
  }
}
