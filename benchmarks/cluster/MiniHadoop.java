import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * HDFS, and YARN where it is asked for, in this process until it is killed. Run from its source by
 * the scripts beside it.
 *
 * <p>Arguments: the directory of data, the directory that gets core-site.xml and yarn-site.xml, and
 * {@code hdfs} or {@code yarn}. What it is to be cleaned of lies in the working directory.
 */
final class MiniHadoop {
  private MiniHadoop() {}

  public static void main(String[] arguments) throws Exception {
    Path site = Path.of(arguments[1]);
    Configuration hdfs = new Configuration(false);
    hdfs.addResource("core-default.xml");
    hdfs.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, arguments[0]);
    // Their appender needs a logging library that Spark replaces.
    hdfs.set("dfs.namenode.metrics.logger.period.seconds", "0");
    hdfs.set("dfs.datanode.metrics.logger.period.seconds", "0");
    MiniDFSCluster files = new MiniDFSCluster.Builder(hdfs).numDataNodes(1).build();
    Configuration core = new Configuration(false);
    core.set("fs.defaultFS", files.getURI().toString());
    write(core, site.resolve("core-site.xml"));
    if (arguments[2].equals("yarn")) {
      write(yarn(files.getURI().toString()), site.resolve("yarn-site.xml"));
    }
    System.out.println("ready: " + files.getURI());
    new CountDownLatch(1).await();
  }

  /** Two node managers, with room for a driver and executors each. */
  private static Configuration yarn(String defaultFileSystem) {
    YarnConfiguration yarn = new YarnConfiguration();
    yarn.set("fs.defaultFS", defaultFileSystem);
    yarn.setInt(YarnConfiguration.NM_PMEM_MB, 6144);
    yarn.setInt(YarnConfiguration.NM_VCORES, 4);
    yarn.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 256);
    yarn.setBoolean(YarnConfiguration.NM_PMEM_CHECK_ENABLED, false);
    yarn.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    // Of a disk that is nearly full a node manager would make no use.
    yarn.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 100);
    // What capacity-scheduler.xml holds in an installation.
    yarn.set("yarn.scheduler.capacity.root.queues", "default");
    yarn.set("yarn.scheduler.capacity.root.default.capacity", "100");
    yarn.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.9");
    MiniYARNCluster cluster = new MiniYARNCluster("quarry", 2, 1, 1);
    cluster.init(yarn);
    cluster.start();
    return cluster.getConfig();
  }

  private static void write(Configuration configuration, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      configuration.writeXml(out);
    }
  }
}
