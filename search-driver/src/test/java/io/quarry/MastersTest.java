package io.quarry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MastersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"spark://127.0.0.1:%d", "k8s://https://127.0.0.1:%d", "k8s://127.0.0.1:%d"})
  void aMasterThatListensIsReachedAndOneThatDoesNotIsNamed(String master) throws IOException {
    int port;
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = listening.getLocalPort();
      assertThatCode(() -> require(master.formatted(port))).doesNotThrowAnyException();
    }
    assertThatThrownBy(() -> require(master.formatted(port)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "Master %s does not answer: 127.0.0.1:%d: Connection refused"
                .formatted(master.formatted(port), port))
        .hasMessageContaining("Maybe it does not run there, or a firewall is between.");
  }

  @Test
  void oneOfSeveralMastersIsEnough() throws IOException {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = listening.getLocalPort();
      assertThatCode(() -> require("spark://127.0.0.1:1,127.0.0.1:%d".formatted(port)))
          .doesNotThrowAnyException();
    }
    assertThatThrownBy(() -> require("spark://127.0.0.1:1,no-such-host.invalid"))
        .hasMessageContaining("127.0.0.1:1: Connection refused")
        .hasMessageContaining("no-such-host.invalid:7077: there is no such host");
  }

  @Test
  void theResourceManagerOfYarnIsFoundInHadoopsConfiguration() {
    Configuration yarn = new Configuration(false);
    yarn.set("yarn.resourcemanager.address", "127.0.0.1:1");
    assertThatThrownBy(() -> Masters.requireAnswer(conf("yarn"), yarn))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Master yarn does not answer: 127.0.0.1:1: Connection refused")
        .hasMessageContaining("Maybe HADOOP_CONF_DIR names no directory");

    yarn.setBoolean("yarn.resourcemanager.ha.enabled", true);
    yarn.set("yarn.resourcemanager.ha.rm-ids", "a,b");
    yarn.set("yarn.resourcemanager.hostname.a", "127.0.0.2");
    yarn.set("yarn.resourcemanager.address.b", "127.0.0.3:2");
    assertThatThrownBy(() -> Masters.requireAnswer(conf("yarn"), yarn))
        .hasMessageContaining("127.0.0.2:8032: Connection refused")
        .hasMessageContaining("127.0.0.3:2: Connection refused");
  }

  @Test
  void whatHasNoMasterIsNotAsked() {
    assertThatCode(() -> require("local[2]")).doesNotThrowAnyException();
    assertThatCode(() -> require("local-cluster[2,1,1024]")).doesNotThrowAnyException();
    SparkConf inCluster =
        conf("k8s://https://127.0.0.1:1").set("spark.submit.deployMode", "cluster");
    assertThatCode(() -> Masters.requireAnswer(inCluster, new Configuration(false)))
        .doesNotThrowAnyException();
  }

  @Test
  void aSessionThatCannotBeOpenedIsNoBug() {
    assertThatThrownBy(() -> Masters.open(conf("mars://host"), new Configuration(false)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Spark opened no session on mars://host: ")
        .satisfies(e -> assertThat(e.getCause()).isNotNull());
  }

  private static void require(String master) {
    Masters.requireAnswer(conf(master), new Configuration(false));
  }

  private static SparkConf conf(String master) {
    return new SparkConf(false).setMaster(master).setAppName("MastersTest");
  }
}
