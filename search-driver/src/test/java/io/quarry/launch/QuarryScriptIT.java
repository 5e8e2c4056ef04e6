package io.quarry.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script as users call it, on what the build has just packaged. */
class QuarryScriptIT {
  private static final Path SCRIPT = Path.of("../quarry").toAbsolutePath().normalize();
  private static final Path PACKAGED = Path.of("target/quarry.jar");

  @TempDir Path directory;

  @Test
  void sparksOptionsReachSparkWhereverTheyStandAndNativesLoadInATask() throws Exception {
    Result result =
        quarry(
            "--class",
            NativeLibraries.class.getName(),
            "first",
            "--master=local[1]",
            "--jars",
            programJar().toString(),
            "a b",
            "--conf",
            "spark.quarry.test=yes",
            "--driver-memory",
            "600m");

    assertThat(result.err).doesNotContain("Exception", " INFO ");
    assertThat(result.out.lines())
        .anySatisfy(
            line -> assertThat(line).matches("natives: ND4J 12.0, oneDNN 2.*, ONNX Runtime 1.*"))
        .contains("arguments: first a b", "setting: yes", "master: local[1]", "memory: 600m");
    assertThat(result.code).isZero();
  }

  @Test
  void badInputEndsWithItsOwnExitCodeAndWritesNothing() throws Exception {
    Result result =
        quarry("search", "--set", "seed=many", "--runs", directory.resolve("runs").toString());

    assertThat(result.code).isEqualTo(2);
    assertThat(result.err).contains("--set seed=many: seed = \"many\", but must be a whole number");
    assertThat(result.out).isEmpty();
    assertThat(directory.resolve("runs")).doesNotExist();
  }

  @Test
  void anOptionOfSparksWithoutItsValueIsNamed() throws Exception {
    Result result = quarry("search", "--master");

    assertThat(result.code).isEqualTo(2);
    assertThat(result.err).contains("quarry: --master needs a value.");
  }

  private Result quarry(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(List.of(arguments));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    assertThat(PACKAGED).exists();
    int code = builder.start().waitFor();
    return new Result(code, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  private Path programJar() throws IOException {
    Path jar = directory.resolve("program.jar");
    String name = NativeLibraries.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file);
        InputStream program = NativeLibraries.class.getClassLoader().getResourceAsStream(name)) {
      entries.putNextEntry(new JarEntry(name));
      program.transferTo(entries);
    }
    return jar;
  }

  private record Result(int code, String out, String err) {}
}
