package io.quarry.store;

import io.quarry.problem.InputException;
import io.quarry.problem.Secrets;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * A directory on any of Hadoop's file systems: {@code runs}, {@code hdfs://host/runs}, {@code
 * s3a://bucket/runs}. Files appear whole or not at all: they are written under a hidden name and
 * renamed. A path without a scheme is local, whatever Hadoop's default file system is.
 *
 * <p>Immutable; two writers of one file exclude each other only as far as the file system's rename
 * does.
 */
public final class Directory {
  /** Ends the hidden name under which a file is written. */
  static final String UNFINISHED = ".unfinished";

  /** What an array can hold on every JVM. */
  private static final int LARGEST_BYTES = Integer.MAX_VALUE - 8;

  private final FileContext files;
  private final Path path;

  private Directory(FileContext files, Path path) {
    this.files = files;
    this.path = path;
  }

  /**
   * The directory of a location, whether it exists or not.
   *
   * @param location a local path or a URI
   * @param configuration Hadoop's settings, with the credentials of remote file systems
   * @throws InputException when the location is malformed or has a scheme that Hadoop doesn't know
   */
  public static Directory of(String location, Configuration configuration) {
    Configuration settings = new Configuration(configuration);
    // Without checksum files beside the tables that people read with other tools.
    settings.set("fs.AbstractFileSystem.file.impl", "org.apache.hadoop.fs.local.RawLocalFs");
    URI uri = DefaultHost.complete(uri(location), settings);
    try {
      return new Directory(FileContext.getFileContext(uri, settings), path(uri, location));
    } catch (UnsupportedFileSystemException e) {
      throw new InputException(
          "There is no file system for %s: %s".formatted(location, e.getMessage()),
          "its jar has to be added (--packages), or fs.AbstractFileSystem.%s.impl be set."
              .formatted(uri.getScheme()),
          e);
    }
  }

  /** The directory of that name in this one, whether it exists or not. */
  public Directory child(String name) {
    return new Directory(files, new Path(path, name));
  }

  /** The directory that this one lies in; of a root itself. */
  public Directory parent() {
    Path parent = path.getParent();
    return parent == null ? this : new Directory(files, parent);
  }

  /** The last name of the location; of a root empty. */
  public String name() {
    return path.getName();
  }

  /**
   * Creates this directory and its parents where they are missing.
   *
   * @throws InputException when it cannot be created
   */
  public void create() {
    try {
      files.mkdir(path, FsPermission.getDirDefault(), true);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** Whether there is a file of that name. */
  public boolean holds(String name) {
    return status(new Path(path, name)).filter(FileStatus::isFile).isPresent();
  }

  /** Names of the files and directories in it, hidden ones too, in order; none if it is missing. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    try {
      RemoteIterator<FileStatus> entries = files.listStatus(path);
      while (entries.hasNext()) {
        names.add(entries.next().getPath().getName());
      }
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new InputException("Directory %s cannot be listed".formatted(this), reason(e), e);
    }
    names.sort(Comparator.naturalOrder());
    return names;
  }

  /**
   * The bytes of a file, fewer than 2³¹.
   *
   * @throws InputException when it cannot be read
   */
  public byte[] read(String name) {
    return read(name, LARGEST_BYTES);
  }

  /**
   * The bytes of a file that is not to be large.
   *
   * @param most bytes that are read; memory is taken for what is there alone
   * @throws InputException when it is larger, or cannot be read
   */
  public byte[] read(String name, int most) {
    Path file = new Path(path, name);
    try (FSDataInputStream in = files.open(file)) {
      long bytes = files.getFileStatus(file).getLen();
      if (bytes > most) {
        throw new InputException(
            "File %s has %d bytes, more than the %d that are read"
                .formatted(text(file), bytes, most),
            "another file is meant, or it was made to do harm.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new InputException("File %s cannot be read".formatted(text(file)), reason(e), e);
    }
  }

  /**
   * Writes a file, replacing one of the same name.
   *
   * @throws InputException when it cannot be written
   */
  public void write(String name, byte[] bytes) {
    try {
      commit(name, bytes, Options.Rename.OVERWRITE);
    } catch (IOException e) {
      throw unwritable(new Path(path, name), e);
    }
  }

  /**
   * Writes a file of a name that is free.
   *
   * @throws InputException when it cannot be written, or when the name is taken
   */
  public void writeNew(String name, byte[] bytes) {
    try {
      commit(name, bytes, Options.Rename.NONE);
    } catch (FileAlreadyExistsException e) {
      throw new InputException(
          "File %s exists already".formatted(text(new Path(path, name))),
          "another process writes to the same directory.",
          e);
    } catch (IOException e) {
      throw unwritable(new Path(path, name), e);
    }
  }

  /**
   * Deletes a file.
   *
   * @throws InputException when that is not permitted
   */
  public void delete(String name) {
    Path file = new Path(path, name);
    try {
      files.delete(file, false);
    } catch (FileNotFoundException e) {
      // It is gone, as it should be.
      return;
    } catch (IOException e) {
      throw new InputException("%s cannot be deleted".formatted(text(file)), reason(e), e);
    }
  }

  /** Bytes that the file system has left here; as many as there can be where it does not tell. */
  public long freeBytes() {
    try {
      return files.getFsStatus(path).getRemaining();
    } catch (IOException e) {
      throw new InputException("The room at %s cannot be told".formatted(this), reason(e), e);
    }
  }

  /** The local path of this directory; empty where the file system is another. */
  public Optional<java.nio.file.Path> localPath() {
    URI uri = path.toUri();
    return isLocal(uri) ? Optional.of(java.nio.file.Path.of(uri.getPath())) : Optional.empty();
  }

  /**
   * Copies what lies here, a file or a directory with all that is in it, to this host.
   *
   * @param to does not exist yet; its parent does
   * @throws InputException when there is nothing here, or when it cannot be read
   */
  public void fetch(java.nio.file.Path to) {
    try {
      fetch(path, to);
    } catch (FileNotFoundException e) {
      throw new InputException("There is nothing at %s".formatted(this), reason(e), e);
    } catch (IOException e) {
      throw new InputException("%s cannot be fetched to %s".formatted(this, to), reason(e), e);
    }
  }

  private void fetch(Path from, java.nio.file.Path to) throws IOException {
    if (files.getFileStatus(from).isFile()) {
      try (FSDataInputStream in = files.open(from)) {
        Files.copy(in, to);
      }
      return;
    }
    Files.createDirectory(to);
    RemoteIterator<FileStatus> entries = files.listStatus(from);
    while (entries.hasNext()) {
      Path entry = entries.next().getPath();
      fetch(entry, to.resolve(entry.getName()));
    }
  }

  /** The location for people: a path where it is local, else a URI without its password. */
  @Override
  public String toString() {
    return text(path);
  }

  private void commit(String name, byte[] bytes, Options.Rename overwrite) throws IOException {
    Path hidden = new Path(path, "." + name + UNFINISHED);
    EnumSet<CreateFlag> flags = EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE);
    try (FSDataOutputStream out = files.create(hidden, flags, Options.CreateOpts.createParent())) {
      out.write(bytes);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    }
    files.rename(hidden, new Path(path, name), overwrite);
  }

  private Optional<FileStatus> status(Path file) {
    try {
      return Optional.of(files.getFileStatus(file));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for %s".formatted(text(file)), e);
    }
  }

  private static URI uri(String location) {
    try {
      URI uri = new URI(location);
      if (uri.getScheme() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // A path may hold what a URI may not, such as a space.
    }
    try {
      return java.nio.file.Path.of(location).toAbsolutePath().normalize().toUri();
    } catch (InvalidPathException e) {
      throw new InputException("%s is no path: %s".formatted(location, e.getMessage()));
    }
  }

  /** Without a slash at its end, which the URI of an existing local directory has. */
  private static Path path(URI uri, String location) {
    if (uri.isOpaque()) {
      throw new InputException(
          "%s is no path".formatted(location),
          "a slash is missing: %s:/…".formatted(uri.getScheme()));
    }
    return new Path(uri.getScheme(), uri.getAuthority(), uri.getPath());
  }

  private static InputException unwritable(Path file, IOException e) {
    return new InputException("%s cannot be written".formatted(text(file)), reason(e), e);
  }

  private static String reason(IOException e) {
    return "this is why: %s: %s".formatted(e.getClass().getSimpleName(), e.getMessage());
  }

  private static String text(Path path) {
    URI uri = path.toUri();
    return isLocal(uri) ? uri.getPath() : Secrets.redact(path.toString());
  }

  private static boolean isLocal(URI uri) {
    return uri.getScheme() == null || uri.getScheme().equals("file");
  }
}
