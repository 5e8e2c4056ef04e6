package io.quarry.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreOnHdfsIT {
  @TempDir static Path disk;

  private static MiniDFSCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disk.toString());
    // Their appender needs a logging library that Spark replaces.
    configuration.set("dfs.namenode.metrics.logger.period.seconds", "0");
    configuration.set("dfs.datanode.metrics.logger.period.seconds", "0");
    cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
  }

  @AfterAll
  static void stop() {
    cluster.shutdown();
  }

  @Test
  void aStoreLivesOnHdfsAsItDoesOnDisk() throws IOException {
    Directory directory = at("/runs/r/measurements");
    MeasurementStore store = store(directory);

    store.append(List.of(Outcomes.measured(0, 0, 3), Outcomes.failed(0, 1, 5)));
    store.append(List.of(Outcomes.measured(1, 0, 7)));

    assertThat(Outcomes.kernels(store(directory).read())).containsExactly(3, 5, 7);
    assertThat(directory.names()).containsExactly("outcomes-000001.parquet");
    store(directory).append(List.of(Outcomes.measured(1, 1, 9)));
    assertThat(directory.names()).containsExactly("outcomes-000002.parquet");
    assertThat(Outcomes.kernels(store(directory).read())).containsExactly(3, 5, 7, 9);
    assertThat(directory.localPath()).isEmpty();
    assertThat(directory).hasToString(cluster.getURI() + "/runs/r/measurements");
  }

  @Test
  void aFileIsReplacedOrKeptAsAskedFor() throws IOException {
    Directory directory = at("/files");
    directory.write("f", "one".getBytes(UTF_8));
    directory.write("f", "two".getBytes(UTF_8));

    assertThatThrownBy(() -> directory.writeNew("f", "three".getBytes(UTF_8)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("exists already");
    assertThat(directory.read("f")).isEqualTo("two".getBytes(UTF_8));
  }

  @Test
  void aLeaseIsTakenByOneAloneAndGivenBack() throws IOException {
    Directory directory = at("/leased");
    directory.create();
    FakeTime time = new FakeTime();
    try (Lease lease = Lease.take(directory, "driver", "run x", time.leases())) {
      lease.requireHeld();
      assertThat(directory.claim("driver-000001.lease", "other", new byte[0])).isFalse();
      assertThat(directory.names()).containsExactly("driver-000001.lease");
    }
    Lease.take(directory, "driver", "run x", time.leases()).close();
    assertThat(directory.names()).containsExactly("driver-000002.lease");
    assertThat(Lease.holder(directory, "driver").orElseThrow().released()).isTrue();
  }

  private static MeasurementStore store(Directory directory) {
    return MeasurementStore.open(
        directory, List.of(Outcomes.ERROR, Outcomes.SIZE), name -> name.endsWith(".format"));
  }

  private static Directory at(String path) throws IOException {
    return Directory.of(cluster.getURI() + path, new Configuration());
  }
}
