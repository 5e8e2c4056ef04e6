package io.quarry.store;

import io.quarry.problem.InputException;
import io.quarry.problem.Secrets;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** From what a user calls a place to its URI, {@code runs}, {@code hdfs:///runs}, and back. */
final class Locations {
  private static final String DEFAULT = "fs.defaultFS";

  private Locations() {}

  /**
   * The URI of a location, with its host.
   *
   * @throws InputException when it is malformed
   */
  static URI uri(String location, Configuration settings) {
    return complete(uri(location), settings);
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
  static Path path(URI uri, String location) {
    if (uri.isOpaque()) {
      throw new InputException(
          "%s is no path".formatted(location),
          "a slash is missing: %s:/…".formatted(uri.getScheme()));
    }
    return new Path(uri.getScheme(), uri.getAuthority(), uri.getPath());
  }

  /**
   * A URI with its host: as it is given, else that of Hadoop's default file system where the
   * schemes agree.
   *
   * @throws InputException when nobody says which host is meant
   */
  private static URI complete(URI uri, Configuration settings) {
    if (uri.isOpaque() || uri.getAuthority() != null || uri.getScheme().equals("file")) {
      return uri;
    }
    URI byDefault = URI.create(settings.get(DEFAULT, "file:///"));
    if (!uri.getScheme().equals(byDefault.getScheme()) || byDefault.getAuthority() == null) {
      throw new InputException(
          "%s names no host, and Hadoop's default file system is %s".formatted(uri, byDefault),
          "HADOOP_CONF_DIR is not set, or %s://host%s is meant."
              .formatted(uri.getScheme(), uri.getPath()));
    }
    try {
      return new URI(uri.getScheme(), byDefault.getAuthority(), uri.getPath(), null, null);
    } catch (URISyntaxException e) {
      throw new InputException("%s is no location: %s".formatted(uri, e.getMessage()));
    }
  }

  /** Whether it lies on this host. */
  static boolean isLocal(Path path) {
    String scheme = path.toUri().getScheme();
    return scheme == null || scheme.equals("file");
  }

  /** As Java names a path that {@linkplain #isLocal is local}. */
  static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }

  /** For people: a path where it is local, else a URI without its password. */
  static String text(Path path) {
    return isLocal(path) ? path.toUri().getPath() : Secrets.redact(path.toString());
  }
}
