package io.quarry.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {
  private static final String SECRET = "hunter2";

  @Test
  void passwordsAreCutOutOfUris() {
    assertThat(Secrets.redact("There is no sftp://ada:hunter2@host:22/runs today"))
        .isEqualTo("There is no sftp://ada:***@host:22/runs today");
    assertThat(Secrets.redact("s3a://AKIA:hun/ter2@bucket/x, s3a://B:c@d"))
        .isEqualTo("s3a://AKIA:***@bucket/x, s3a://B:***@d");
    assertThat(Secrets.hasPassword("s3a://AKIA:hunter2@bucket/x")).isTrue();
  }

  @Test
  void whatHoldsNoPasswordStaysAsItIs() {
    for (String uri :
        List.of(
            "hdfs://host:8020/runs",
            "hdfs://host:8020/user/ada@REALM/runs",
            "abfs://container@account.dfs.core.windows.net/runs",
            "spark://a:7077,b:7077",
            "k8s://https://host:6443",
            "int4/uint8 @ 3:2")) {
      assertThat(Secrets.hasPassword(uri)).isFalse();
      assertThat(Secrets.redact(uri)).isEqualTo(uri);
    }
  }

  @Test
  void valuesOfKeysThatAreNamedLikeSecretsAreCutOut() {
    Map.of(
            "fs.s3a.secret.key=hunter2", "fs.s3a.secret.key=***",
            "--conf spark.hadoop.fs.s3a.access.key=hunter2 -x",
                "--conf spark.hadoop.fs.s3a.access.key=*** -x",
            "{\"password\": \"hunter2\", \"n\": 1}", "{\"password\": ***, \"n\": 1}",
            "AWS_SESSION_TOKEN: hunter2", "AWS_SESSION_TOKEN: ***",
            "fs.azure.account.key.x.blob.core.net = 'hunter2'",
                "fs.azure.account.key.x.blob.core.net = ***")
        .forEach(
            (text, redacted) -> {
              assertThat(Secrets.redact(text)).isEqualTo(redacted).doesNotContain(SECRET);
              assertThat(Secrets.redact(redacted)).isEqualTo(redacted);
            });
  }

  @Test
  void ordinarySettingsAndSentencesStayAsTheyAre() {
    for (String text :
        List.of(
            "policy.weight-granularity = token",
            "the key of a candidate: 1a2b",
            "quarry.key = 0123",
            "tokens = 128",
            "its secret is out")) {
      assertThat(Secrets.redact(text)).isEqualTo(text);
    }
  }

  @Test
  void namesOfSecretsAreKnown() {
    assertThat(List.of("AWS_SECRET_ACCESS_KEY", "GH_TOKEN", "dbPassword", "API_KEY"))
        .allMatch(Secrets::isCalledSo);
    assertThat(List.of("HOME", "DATA_DIR", "USER", "KEYBOARD")).noneMatch(Secrets::isCalledSo);
  }

  @Test
  void aProblemNeverTellsASecret() {
    InputException problem =
        new InputException("No s3a://a:hunter2@b", "token=hunter2 is wrong.", new Error());
    assertThat(problem).hasMessageNotContaining(SECRET).hasMessageContaining("s3a://a:***@b");
  }
}
