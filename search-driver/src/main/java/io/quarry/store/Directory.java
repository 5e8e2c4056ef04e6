package io.quarry.store;

import io.quarry.problem.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * A directory on any of Hadoop's file systems: {@code runs}, {@code hdfs://host/runs}, {@code
 * s3a://bucket/runs}. Files appear whole or not at all: they are written under a hidden name and
 * renamed, which replaces a file of the same name in one step where the file system can do that:
 * local ones and HDFS can, object stores cannot. A path without a scheme is local, whatever
 * Hadoop's default file system is.
 *
 * <p>Immutable; two writers of one file exclude each other only as far as the file system's rename
 * does, see {@link #claim}.
 */
public final class Directory {
  /** What an array can hold on every JVM. */
  private static final int LARGEST_BYTES = Integer.MAX_VALUE - 8;

  private final FileContext files;
  private final Path path;
  private final WriteGuard guard;
  private final WholeFiles whole;

  private Directory(FileContext files, Path path, WriteGuard guard) {
    this.files = files;
    this.path = path;
    this.guard = guard;
    this.whole = new WholeFiles(files, guard);
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
    URI uri = Locations.uri(location, settings);
    try {
      return new Directory(
          FileContext.getFileContext(uri, settings),
          Locations.path(uri, location),
          WriteGuard.none());
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
    return new Directory(files, new Path(path, name), guard);
  }

  /** The same directory, and all that is reached from it, behind a guard. */
  public Directory guarded(WriteGuard other) {
    return new Directory(files, path, other);
  }

  /** The directory that this one lies in; of a root itself. */
  public Directory parent() {
    Path parent = path.getParent();
    return parent == null ? this : new Directory(files, parent, guard);
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
    change(
        path,
        () -> {
          try {
            files.mkdir(path, FsPermission.getDirDefault(), true);
          } catch (FileAlreadyExistsException e) {
            throw new IOException("a file is in the way", e);
          }
        });
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
                .formatted(Locations.text(file), bytes, most),
            "another file is meant, or it was made to do harm.");
      }
      return in.readAllBytes();
    } catch (IOException | FSError e) {
      throw new InputException(
          "File %s cannot be read".formatted(Locations.text(file)), reason(failureOf(e)), e);
    }
  }

  /**
   * Writes a file, replacing one of the same name.
   *
   * @throws InputException when it cannot be written
   */
  public void write(String name, byte[] bytes) {
    Path target = new Path(path, name);
    change(target, () -> whole.replace(target, bytes));
  }

  /**
   * Writes a file of a name that is free.
   *
   * @throws InputException when it cannot be written, or when the name is taken
   */
  public void writeNew(String name, byte[] bytes) {
    Path target = new Path(path, name);
    change(target, () -> whole.create(target, bytes));
  }

  /**
   * Writes a file of a name that is free: of several processes that try to at the same time, on
   * whatever hosts, one succeeds. Local file systems must be able to link or to create exclusively,
   * others to rename without replacing in one step, as HDFS does.
   *
   * @param owner tells this process from others
   * @return false when the name is taken
   * @throws InputException when it cannot be written
   */
  boolean claim(String name, String owner, byte[] bytes) {
    Path target = new Path(path, name);
    boolean[] taken = {false};
    change(
        target,
        () -> {
          if (!whole.claim(target, owner, bytes)) {
            taken[0] = true;
          }
        });
    return !taken[0];
  }

  /** Gives a file another name, which must be free. */
  public void rename(String from, String to) {
    Path target = new Path(path, to);
    change(target, () -> whole.rename(new Path(path, from), target));
  }

  /** Deletes a file, or a directory with all that it holds; nothing where there is none. */
  public void delete(String name) {
    Path target = new Path(path, name);
    change(
        target,
        () -> {
          guard.before("delete " + Locations.text(target));
          try {
            files.delete(target, true);
          } catch (FileNotFoundException e) {
            // Somebody else was quicker.
          }
        });
  }

  /** Bytes of a file, or of all files in a directory and below; 0 where there is none. */
  public long size(String name) {
    Optional<FileStatus> status = status(new Path(path, name));
    if (status.isEmpty() || status.get().isFile()) {
      return status.map(FileStatus::getLen).orElse(0L);
    }
    Directory inner = child(name);
    return inner.names().stream().mapToLong(inner::size).sum();
  }

  /** When a file was written last, or a directory's entries changed, by the file system's clock. */
  public Optional<Instant> modified(String name) {
    return status(new Path(path, name))
        .map(status -> Instant.ofEpochMilli(status.getModificationTime()));
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
    return Locations.isLocal(path) ? Optional.of(Locations.local(path)) : Optional.empty();
  }

  /**
   * Copies what lies here, a file or a directory with all that is in it, to this host.
   *
   * @param to does not exist yet; its parent does
   * @throws InputException when there is nothing here, or when it cannot be read
   */
  public void fetch(java.nio.file.Path to) {
    try {
      new TreeCopy(files).copy(path, to);
    } catch (FileNotFoundException e) {
      throw new InputException("There is nothing at %s".formatted(this), reason(e), e);
    } catch (IOException e) {
      throw new InputException("%s cannot be fetched to %s".formatted(this, to), reason(e), e);
    }
  }

  /** The location with all that opens it. */
  String uri() {
    return path.toUri().toString();
  }

  /** The location for people: a path where it is local, else a URI without its password. */
  @Override
  public String toString() {
    return Locations.text(path);
  }

  /** One or several steps that change the file system. */
  private interface Change {
    void run() throws IOException;
  }

  private void change(Path what, Change change) {
    while (true) {
      try {
        change.run();
        return;
      } catch (FileAlreadyExistsException e) {
        throw new InputException(
            "File %s exists already".formatted(Locations.text(what)),
            "another process writes to the same directory.",
            e);
      } catch (IOException | FSError e) {
        InputException failure = unwritable(what, failureOf(e));
        if (!guard.triesAgain(failure)) {
          throw failure;
        }
      }
    }
  }

  private Optional<FileStatus> status(Path file) {
    try {
      return Optional.of(files.getFileStatus(file));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for %s".formatted(Locations.text(file)), e);
    }
  }

  /** Hadoop takes what fails on a local disk, a full one among it, for an error of the machine. */
  private static IOException failureOf(Throwable e) {
    if (e instanceof IOException failure) {
      return failure;
    }
    return e.getCause() instanceof IOException cause ? cause : new IOException(e);
  }

  private static InputException unwritable(Path file, IOException e) {
    return new InputException("%s cannot be written".formatted(Locations.text(file)), reason(e), e);
  }

  private static String reason(IOException e) {
    return "this is why: %s: %s".formatted(e.getClass().getSimpleName(), e.getMessage());
  }
}
