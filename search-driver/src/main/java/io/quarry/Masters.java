package io.quarry;

import io.quarry.problem.InputException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Opens sessions. Whether a master answers is found out before Spark's client tries for minutes.
 */
final class Masters {
  private static final int PATIENCE_MS = 5_000;
  private static final String STANDALONE = "spark://";
  private static final String KUBERNETES = "k8s://";
  private static final String YARN = "yarn";
  private static final String CLUSTER = "cluster";
  private static final String MASTER = "spark.master";
  private static final int STANDALONE_PORT = 7077;
  private static final int HTTPS_PORT = 443;
  private static final int YARN_PORT = 8032;

  private Masters() {}

  /**
   * Opens a session.
   *
   * @throws InputException when the master cannot be reached or refuses
   */
  static JavaSparkContext open(SparkConf conf, Configuration hadoop) {
    requireAnswer(conf, hadoop);
    try {
      return new JavaSparkContext(conf);
    } catch (IllegalAccessError e) {
      throw new InputException(
          "Spark cannot run in the driver's JVM, which keeps packages of the JDK closed to it: %s"
              .formatted(e.getMessage()),
          "--conf spark.driver.extraJavaOptions with the --add-opens of cluster-conf's"
              + " spark-defaults.conf is missing: a standalone cluster starts drivers without.",
          e);
    } catch (Exception e) {
      throw new InputException(
          "Spark opened no session on %s: %s".formatted(conf.get(MASTER), reason(e)),
          "the master is of another version, or spark.authenticate and its secret differ from the"
              + " cluster's; the log above says more.",
          e);
    }
  }

  /**
   * Refuses a master that does not take a connection. Asks nothing more of it.
   *
   * @param hadoop tells where YARN's resource manager is
   */
  static void requireAnswer(SparkConf conf, Configuration hadoop) {
    String master = conf.get(MASTER);
    boolean there = conf.get("spark.submit.deployMode", "client").equals(CLUSTER);
    List<String> addresses =
        there && !master.startsWith(STANDALONE) ? List.of() : addresses(master, hadoop);
    List<String> problems = new ArrayList<>();
    for (String address : addresses) {
      String problem = problem(address);
      if (problem.isEmpty()) {
        return;
      }
      problems.add("%s: %s".formatted(address, problem));
    }
    if (!problems.isEmpty()) {
      throw new InputException(
          "Master %s does not answer: %s".formatted(master, String.join("; ", problems)),
          master.equals(YARN)
              ? "HADOOP_CONF_DIR names no directory with the cluster's yarn-site.xml."
              : "it does not run there, or a firewall is between.");
    }
  }

  /** Of a master's host and port, or of several masters' of which one leads. */
  private static List<String> addresses(String master, Configuration hadoop) {
    if (master.startsWith(STANDALONE)) {
      return Stream.of(master.substring(STANDALONE.length()).split(","))
          .map(address -> withPort(address, STANDALONE_PORT))
          .toList();
    }
    if (master.startsWith(KUBERNETES) && System.getenv("HTTPS_PROXY") == null) {
      String server = master.substring(KUBERNETES.length());
      URI uri = URI.create(server.contains("://") ? server : "https://" + server);
      return List.of(uri.getHost() + ":" + (uri.getPort() < 0 ? HTTPS_PORT : uri.getPort()));
    }
    return master.equals(YARN) ? resourceManagers(hadoop) : List.of();
  }

  private static List<String> resourceManagers(Configuration hadoop) {
    Configuration yarn = new Configuration(hadoop);
    yarn.addResource("yarn-site.xml");
    Stream<String> ids =
        yarn.getBoolean("yarn.resourcemanager.ha.enabled", false)
            ? yarn.getStringCollection("yarn.resourcemanager.ha.rm-ids").stream()
                .map(id -> "." + id)
            : Stream.of("");
    return ids.map(
            id ->
                yarn.get(
                    "yarn.resourcemanager.address" + id,
                    yarn.get("yarn.resourcemanager.hostname" + id, "localhost")))
        .map(address -> withPort(address, YARN_PORT))
        .toList();
  }

  private static String withPort(String address, int port) {
    return address.matches(".*:[0-9]+") ? address : address + ":" + port;
  }

  /** Why no connection is made; empty where one is. */
  private static String problem(String address) {
    int colon = address.lastIndexOf(':');
    InetSocketAddress to =
        new InetSocketAddress(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    if (to.isUnresolved()) {
      return "there is no such host";
    }
    try (Socket socket = new Socket()) {
      socket.connect(to, PATIENCE_MS);
      return "";
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private static String reason(Throwable e) {
    Throwable first = e;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    return first.toString();
  }
}
