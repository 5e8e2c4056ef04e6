package io.quarry.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * Files that appear whole or not at all: written under a hidden name, then renamed. Each step is
 * asked of a guard first; what fails may be tried again from the beginning.
 */
final class WholeFiles {
  /** Ends the hidden name under which a file is written. */
  static final String UNFINISHED = ".unfinished";

  private final FileContext files;
  private final WriteGuard guard;

  WholeFiles(FileContext files, WriteGuard guard) {
    this.files = files;
    this.guard = guard;
  }

  /** Writes a file in place of one that may be there. */
  void replace(Path target, byte[] bytes) throws IOException {
    Path hidden = writeHidden(target, "", bytes);
    guard.before("replace " + Locations.text(target));
    if (Locations.isLocal(target)) {
      // Hadoop's own way of replacing a local file deletes it first.
      Files.move(Locations.local(hidden), Locations.local(target), StandardCopyOption.ATOMIC_MOVE);
    } else {
      files.rename(hidden, target, Options.Rename.OVERWRITE);
    }
  }

  /**
   * Writes a file of a name that is free.
   *
   * @throws FileAlreadyExistsException when it is taken
   */
  void create(Path target, byte[] bytes) throws IOException {
    rename(writeHidden(target, "", bytes), target);
  }

  /**
   * Gives a file another name, which must be free.
   *
   * @throws FileAlreadyExistsException when it is taken
   */
  void rename(Path from, Path to) throws IOException {
    guard.before("name " + Locations.text(to));
    files.rename(from, to, Options.Rename.NONE);
  }

  /**
   * Writes a file of a name that is free, which of several processes one succeeds in.
   *
   * @param owner tells this process from others
   * @return false when the name is taken
   */
  boolean claim(Path target, String owner, byte[] bytes) throws IOException {
    Path hidden = writeHidden(target, "." + owner, bytes);
    boolean claimed = true;
    try {
      link(hidden, target, bytes);
    } catch (FileAlreadyExistsException | java.nio.file.FileAlreadyExistsException e) {
      claimed = false;
    }
    files.delete(hidden, false);
    return claimed;
  }

  private Path writeHidden(Path target, String more, byte[] bytes) throws IOException {
    Path hidden = new Path(target.getParent(), "." + target.getName() + more + UNFINISHED);
    guard.before("write " + Locations.text(hidden));
    EnumSet<CreateFlag> flags = EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE);
    try (FSDataOutputStream out = files.create(hidden, flags, Options.CreateOpts.createParent())) {
      out.write(bytes);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    }
    return hidden;
  }

  /** Hadoop's own way of not replacing a local file looks first and renames then. */
  private void link(Path hidden, Path target, byte[] bytes) throws IOException {
    guard.before("claim " + Locations.text(target));
    if (!Locations.isLocal(target)) {
      files.rename(hidden, target, Options.Rename.NONE);
      return;
    }
    try {
      Files.createLink(Locations.local(target), Locations.local(hidden));
    } catch (java.nio.file.FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | IOException e) {
      // Some file systems know no links; whoever reads now may see the file before its content.
      Files.write(Locations.local(target), bytes, StandardOpenOption.CREATE_NEW);
    }
  }
}
