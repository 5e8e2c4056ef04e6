package io.quarry.store;

import io.quarry.problem.Secrets;
import java.io.Serializable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * A directory on its way to another JVM, with the settings of its file system, credentials among
 * them: as safe as the connections it takes, as what Spark itself sends of them is.
 *
 * @param uri where it is
 * @param settings Hadoop's, by key
 */
public record TravellingDirectory(String uri, SortedMap<String, String> settings)
    implements Serializable {

  public TravellingDirectory {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  /**
   * A directory that another JVM is to reach; without a guard.
   *
   * @param configuration what it was made with
   */
  public static TravellingDirectory of(Directory directory, Configuration configuration) {
    TreeMap<String, String> settings = new TreeMap<>();
    configuration.forEach(entry -> settings.put(entry.getKey(), entry.getValue()));
    return new TravellingDirectory(directory.uri(), settings);
  }

  /** The directory, from here. */
  public Directory arrived() {
    Configuration configuration = new Configuration(false);
    settings.forEach(configuration::set);
    return Directory.of(uri, configuration);
  }

  /** Without what opens doors. */
  @Override
  public String toString() {
    return Secrets.redact(uri);
  }
}
