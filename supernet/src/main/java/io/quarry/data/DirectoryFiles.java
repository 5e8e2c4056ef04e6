package io.quarry.data;

import io.quarry.problem.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * Files below a directory, no deeper than the deepest layout needs. Symbolic links are followed as
 * long as they stay in the directory.
 */
final class DirectoryFiles implements ImageFiles {
  /** {@code train/<class>/<image>}. */
  private static final int MAX_DEPTH = 3;

  private final Path root;

  DirectoryFiles(Path root) {
    this.root = root;
  }

  @Override
  public List<String> paths() {
    try (Stream<Path> walk = Files.walk(root, MAX_DEPTH, FileVisitOption.FOLLOW_LINKS)) {
      Path home = root.toRealPath();
      List<String> paths =
          walk.filter(path -> !path.equals(root))
              .limit(MAX_FILES + 1L)
              .map(path -> relative(path, home))
              .sorted()
              .toList();
      if (paths.size() > MAX_FILES) {
        throw ImageFiles.tooMany(root.toString());
      }
      return paths;
    } catch (IOException | UncheckedIOException e) {
      throw new InputException(
          "The directory %s cannot be listed: %s".formatted(root, e), "it is not permitted.", e);
    }
  }

  @Override
  public byte[] read(String path) {
    Path file = root.resolve(path);
    if (!Files.isRegularFile(file)) {
      throw new InputException("%s is no file".formatted(file), "its name hides what it is.");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return ImageFiles.readBounded(in, describe(path));
    } catch (IOException e) {
      throw new InputException(
          "%s cannot be read: %s".formatted(file, e), "it is not permitted.", e);
    }
  }

  @Override
  public String describe(String path) {
    return root.resolve(path).toString();
  }

  @Override
  public void close() {}

  private String relative(Path path, Path home) {
    if (Files.isSymbolicLink(path) && !path.getFileName().toString().startsWith(".")) {
      requireInside(path, home);
    }
    StringJoiner joined = new StringJoiner("/", "", Files.isDirectory(path) ? "/" : "");
    root.relativize(path).forEach(name -> joined.add(name.toString()));
    return joined.toString();
  }

  /** Whoever can write a link into the directory must not choose what else is read. */
  private void requireInside(Path link, Path home) {
    try {
      Path target = link.toRealPath();
      if (!target.startsWith(home)) {
        throw new InputException(
            "%s is a symbolic link that leads out of %s, to %s".formatted(link, root, target),
            "put the files themselves there, or name the directory where they lie.");
      }
    } catch (IOException e) {
      throw new InputException("%s is a symbolic link to nowhere".formatted(link), "delete it.", e);
    }
  }
}
