package io.quarry.data;

import io.quarry.problem.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Files in a zip archive, read in place: nothing is ever unpacked to disk. */
final class ZippedFiles implements ImageFiles {
  private final Path archive;
  private final ZipFile zip;

  private ZippedFiles(Path archive, ZipFile zip) {
    this.archive = archive;
    this.zip = zip;
  }

  static ZippedFiles open(Path archive) {
    try {
      return new ZippedFiles(archive, new ZipFile(archive.toFile()));
    } catch (IOException | RuntimeException e) {
      throw unreadable(archive.toString(), e);
    }
  }

  @Override
  public List<String> paths() {
    if (zip.size() > MAX_FILES) {
      throw ImageFiles.tooMany(archive.toString());
    }
    List<String> paths = new ArrayList<>();
    for (Iterator<? extends ZipEntry> all = zip.entries().asIterator(); all.hasNext(); ) {
      ZipEntry entry = all.next();
      requireSafe(entry.getName());
      if (entry.getSize() > MAX_FILE_BYTES) {
        throw ImageFiles.tooLarge(describe(entry.getName()));
      }
      paths.add(entry.getName());
    }
    Collections.sort(paths);
    for (int i = 1; i < paths.size(); i++) {
      if (paths.get(i).equals(paths.get(i - 1))) {
        throw new InputException(
            "%s stands twice in its archive".formatted(describe(paths.get(i))));
      }
    }
    return paths;
  }

  @Override
  public byte[] read(String path) {
    ZipEntry entry = zip.getEntry(path);
    if (entry == null) {
      throw new IllegalArgumentException("No entry " + describe(path));
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return ImageFiles.readBounded(in, describe(path));
    } catch (IOException e) {
      throw unreadable(describe(path), e);
    }
  }

  @Override
  public String describe(String path) {
    return archive + "!" + path;
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw unreadable(archive.toString(), e);
    }
  }

  /** Nothing is unpacked, but an entry that points outside shows an archive made to do harm. */
  private void requireSafe(String name) {
    boolean climbs = List.of(name.split("/")).contains("..");
    if (climbs || name.startsWith("/") || name.contains("\\") || name.contains(":")) {
      throw new InputException(
          "%s: the entry %s does not stay inside the archive".formatted(archive, name),
          "the archive is damaged or malicious.");
    }
  }

  private static InputException unreadable(String where, Exception cause) {
    return new InputException(
        "%s cannot be read as a zip archive: %s".formatted(where, cause.getMessage()),
        "it is truncated or damaged.",
        cause);
  }
}
