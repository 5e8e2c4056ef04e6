package io.quarry.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.Schedulable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.Iterator;

/**
 * Spark takes the settings for clusters, its pools and its metrics as they stand in cluster-conf.
 */
class ClusterSettingsIT {
  private static final Path ROOT = Path.of("../cluster-conf").toAbsolutePath().normalize();

  /** What only a cluster has: an HDFS, and other hosts. */
  private static final Set<String> ELSEWHERE = Set.of("spark.eventLog.dir");

  @TempDir Path events;

  @Test
  void aSessionStartsWithThemAndHasThePools() throws IOException {
    SparkConf conf = new SparkConf().setMaster("local[2]").setAppName("settings");
    Properties settings = new Properties();
    for (String file : List.of("cluster.conf", "secure.conf")) {
      try (Reader in = Files.newBufferedReader(ROOT.resolve(file))) {
        settings.load(in);
      }
    }
    settings.forEach((key, value) -> conf.set(key.toString(), value.toString().strip()));
    ELSEWHERE.forEach(conf::remove);
    conf.set("spark.eventLog.dir", events.toUri().toString())
        .set("spark.scheduler.allocation.file", ROOT.resolve("fairscheduler.xml").toString())
        .set("spark.metrics.conf", ROOT.resolve("metrics.properties").toString());

    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      assertThat(pools(spark)).containsExactlyInAnyOrder("default", "notebook", "searches");
      assertThat(spark.parallelize(List.of(1, 2, 3), 2).count()).isEqualTo(3);
    }
    assertThat(events).isNotEmptyDirectory();
  }

  private static List<String> pools(JavaSparkContext spark) {
    List<String> names = new ArrayList<>();
    Iterator<Schedulable> pools = spark.sc().getAllPools().iterator();
    while (pools.hasNext()) {
      names.add(pools.next().name());
    }
    return names;
  }
}
