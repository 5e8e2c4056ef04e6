package io.quarry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZippedFilesTest {
  @TempDir Path directory;

  @Test
  void pathsAreSortedAndFilesAreRead() throws IOException {
    Path archive = archive("b/2.jpg", "b/", "a/1.jpg");

    try (ZippedFiles files = ZippedFiles.open(archive)) {
      assertThat(files.paths()).containsExactly("a/1.jpg", "b/", "b/2.jpg");
      assertThat(files.read("b/2.jpg")).isEqualTo("b/2.jpg".getBytes(StandardCharsets.UTF_8));
      assertThat(files.describe("b/2.jpg")).isEqualTo(archive + "!b/2.jpg");
    }
  }

  @Test
  void entriesThatPointOutsideAreRefused() throws IOException {
    for (String name : new String[] {"a/../../etc/1.jpg", "/etc/1.jpg", "a\\1.jpg", "C:/1.jpg"}) {
      assertRefused(archive(name), "the entry " + name + " does not stay inside the archive");
    }
  }

  @Test
  void anEntryOfAbsurdSizeIsRefusedBeforeItIsRead() throws IOException {
    Path archive = directory.resolve("large.zip");
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("a/1.jpg"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 65; i++) {
        zip.write(zeros);
      }
    }

    assertThat(Files.size(archive)).isLessThan(100_000);
    assertRefused(archive, archive + "!a/1.jpg is larger than 64 MiB");
  }

  @Test
  void anEntryThatStandsTwiceIsRefused() throws IOException {
    Path archive = archive("a/1.jpg", "a/2.jpg");
    byte[] bytes = Files.readAllBytes(archive);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = bytes[i] == '2' ? (byte) '1' : bytes[i];
    }
    Files.write(archive, bytes);

    assertRefused(archive, archive + "!a/1.jpg stands twice in its archive");
  }

  @Test
  void whatIsNoArchiveIsNamed() throws IOException {
    Path text = Files.writeString(directory.resolve("text.zip"), "no archive");
    assertRefused(text, text + " cannot be read as a zip archive");
    Path archive = archive("a/1.jpg");
    byte[] bytes = Files.readAllBytes(archive);
    Files.write(archive, Arrays.copyOf(bytes, bytes.length - 30));
    assertRefused(archive, archive + " cannot be read as a zip archive");
  }

  @Test
  void aDamagedEntryIsNamed() throws IOException {
    Path archive = archive("a/1.jpg");
    byte[] bytes = Files.readAllBytes(archive);
    int data = 30 + "a/1.jpg".length();
    Arrays.fill(bytes, data, data + 5, (byte) 0xFF);
    Files.write(archive, bytes);

    try (ZippedFiles files = ZippedFiles.open(archive)) {
      assertThatThrownBy(() -> files.read("a/1.jpg"))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(archive + "!a/1.jpg cannot be read");
    }
  }

  private Path archive(String... names) throws IOException {
    Path archive = Files.createTempFile(directory, "sample", ".zip");
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        if (!name.endsWith("/")) {
          zip.write(name.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return archive;
  }

  private static void assertRefused(Path archive, String message) {
    assertThatThrownBy(
            () -> {
              try (ZippedFiles files = ZippedFiles.open(archive)) {
                files.paths();
              }
            })
        .isInstanceOf(InputException.class)
        .hasMessageContaining(archive.toString())
        .hasMessageContaining(message);
  }
}
