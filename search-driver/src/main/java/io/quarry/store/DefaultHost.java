package io.quarry.store;

import io.quarry.problem.InputException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;

/** What a URI without a host means, such as {@code hdfs:///runs}. */
final class DefaultHost {
  private static final String DEFAULT = "fs.defaultFS";

  private DefaultHost() {}

  /**
   * A URI with its host: as it is given, else that of Hadoop's default file system where the
   * schemes agree.
   *
   * @throws InputException when nobody says which host is meant
   */
  static URI complete(URI uri, Configuration settings) {
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
}
