package io.quarry.store;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system under the scheme {@code broken}, whose writes fail as Hadoop's own do on a
 * full disk, with an error, as long as a file is there. Made by Hadoop.
 */
public final class BrokenDisk extends DelegateToFileSystem {
  private static final String MARKER = "test.broken-disk.marker";

  /** As Hadoop wants it. */
  public BrokenDisk(URI uri, Configuration conf) throws IOException, URISyntaxException {
    super(uri, new Disk(Path.of(conf.get(MARKER))), conf, "broken", true);
  }

  /** Settings under which the scheme is known. */
  static Configuration settings(Path marker) {
    Configuration settings = new Configuration(false);
    settings.set("fs.AbstractFileSystem.broken.impl", BrokenDisk.class.getName());
    settings.set(MARKER, marker.toString());
    return settings;
  }

  private static final class Disk extends RawLocalFileSystem {
    private final Path marker;

    Disk(Path marker) {
      this.marker = marker;
    }

    @Override
    public URI getUri() {
      return URI.create("broken://host");
    }

    @Override
    protected int getDefaultPort() {
      return 1;
    }

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path file,
        FsPermission permission,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      FSDataOutputStream out =
          super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
      if (Files.exists(marker)) {
        // What is written from now on finds the file below closed.
        out.getWrappedStream().close();
      }
      return out;
    }
  }
}
