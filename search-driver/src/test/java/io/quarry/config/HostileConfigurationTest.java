package io.quarry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.objective.Objective;
import io.quarry.problem.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileConfigurationTest {
  private static final List<Objective> KNOWN =
      List.of(
          Objective.minimize("top1-error", "top1_error_percent", "%"),
          Objective.minimize("size-bytes", "size_bytes", "bytes"));

  @TempDir Path root;

  @Test
  void filesBelowTheConfigurationAreIncluded() throws IOException {
    Files.createDirectories(root.resolve("parts/more"));
    Files.writeString(root.resolve("parts/a.conf"), "include \"more/b.conf\", seed = 5");
    Files.writeString(root.resolve("parts/more/b.conf"), "include \"../c.conf\", name = b");
    Files.writeString(root.resolve("parts/c.conf"), "search.evaluations = 77");

    SearchConfig config = load("include \"parts/a.conf\"\ninclude file(\"parts/c.conf\")");

    assertThat(config.seed()).isEqualTo(5);
    assertThat(config.name()).isEqualTo("b");
    assertThat(config.search().evaluations()).isEqualTo(77);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include \"/etc/passwd\"",
        "include \"../secret.conf\"",
        "include \"parts/../../secret.conf\"",
        "include file(\"/etc/passwd\")",
        "include required(file(\"../secret.conf\"))",
        "include \"http://localhost:1/x.conf\"",
        "include \"file:/etc/passwd\"",
        "include url(\"http://localhost:1/x.conf\")",
        "include url(\"file:///etc/passwd\")",
        "include classpath(\"io/quarry/config/defaults.conf\")",
        "include \"link.conf\""
      })
  void nothingElseIsIncluded(String statement) throws IOException {
    Path home = Files.createDirectories(root.resolve("home/parts")).getParent();
    Files.writeString(root.resolve("secret.conf"), "name = secret");
    Files.createSymbolicLink(home.resolve("link.conf"), root.resolve("secret.conf"));
    Path file = Files.writeString(home.resolve("my.conf"), statement);

    assertRefused(
        () -> SearchConfig.load(List.of(file), List.of(), KNOWN),
        file + " includes ",
        "Maybe a copy beside it is meant: include \"other.conf\".");
  }

  @Test
  void aFileThatIncludesItselfIsRefused() {
    assertRefused(() -> load("include \"my.conf\""), "files that include one another");
    assertRefused(
        () -> load("include \"gone.conf\""), root.resolve("gone.conf") + " does not exist");
    assertRefused(() -> parse("policy.target = my.conf"), "stored names my.conf, and may name no");
  }

  @Test
  void nestingWithoutEndIsRefused() {
    String deep = "[".repeat(20_000);
    String objects = "a { ".repeat(20_000);
    String path = "a.".repeat(20_000) + "a = 1";
    for (String text : List.of("x = " + deep, objects, path)) {
      assertRefused(() -> load(text), "my.conf is nested too deeply");
      assertRefused(() -> parse(text), "stored is nested too deeply");
    }
    assertRefused(
        () -> SearchConfig.load(List.of(), List.of("objectives=" + deep), KNOWN),
        "--set objectives is nested too deeply");
  }

  @Test
  void aFileThatIsTooLargeIsRefusedUnread() throws IOException {
    Path file = Files.write(root.resolve("large.conf"), new byte[(1 << 20) + 1]);
    assertRefused(
        () -> SearchConfig.load(List.of(file), List.of(), KNOWN),
        "Configuration file " + file + " has 1048577 bytes, more than the 1048576 that are read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include \"/etc/passwd\"",
        "include file(\"/etc/passwd\")",
        "include url(\"http://localhost:1/x.conf\")",
        "include classpath(\"io/quarry/config/defaults.conf\")"
      })
  void aTextThatWasWrittenDownIncludesNothing(String statement) {
    assertRefused(() -> parse(statement), "stored includes ", "and may include nothing");
  }

  @Test
  void aTextThatWasWrittenDownDoesNotAskTheEnvironment() {
    assertRefused(() -> parse("name = ${HOME}"), "stored refers to other values");
    assertRefused(() -> parse("name = ${?HOME}"), "stored refers to other values");
    assertRefused(() -> parse("a = 1, seed = ${a}"), "stored refers to other values");
    assertRefused(() -> parse("name = {"), "stored cannot be read: ");
  }

  @Test
  void whatIsToldOfDataTellsNothingElse() {
    String data = load("seed = 9").renderData();
    assertThat(SearchConfig.parseData(data, "card", KNOWN).seed()).isEqualTo(9);
    assertRefused(
        () -> SearchConfig.parseData("custom-objectives = [a.B]", "card", KNOWN),
        "card says something of custom-objectives");
    assertRefused(
        () -> SearchConfig.parseData("policy.target = /tmp/x.conf", "card", KNOWN),
        "card says something of policy");
  }

  @Test
  void theEnvironmentGivesPathsButNoSecrets() {
    String home = System.getenv("PATH");
    assertThat(load("latency.host-class = ${PATH}").latency().hostClass()).isEqualTo(home);
    assertThat(load("seed = 3, seed = ${?NO_SUCH_VARIABLE}").seed()).isEqualTo(3);
    assertRefused(
        () -> load("latency.host-class = ${NO_SUCH_VARIABLE}"),
        "The configuration refers to what is not there: ");
    for (String name : List.of("AWS_SECRET_ACCESS_KEY", "GH_TOKEN", "DB_PASSWORD")) {
      assertRefused(
          () -> load("latency.host-class = ${?%s}".formatted(name)),
          "The configuration refers to the environment's %s, and is saved".formatted(name),
          "Maybe Hadoop should have it instead: ");
    }
  }

  @Test
  void passwordsInLocationsAreRefusedAndNotTold() {
    for (ThrowingCallable loading :
        List.<ThrowingCallable>of(
            () -> load("latency.profile = \"sftp://ada:hunter2@host/p.json\""),
            () ->
                SearchConfig.load(
                    List.of(), List.of("data.path=s3a://AKIA:hunter2@bucket/x"), KNOWN),
            () -> parse("latency { profile = \"sftp://ada:hunter2@host/p.json\" }"))) {
      assertRefused(loading, "holds a password, and a configuration is saved with its run");
      assertThatThrownBy(loading).hasMessageNotContaining("hunter2");
    }
  }

  private SearchConfig load(String text) {
    try {
      Path file = Files.writeString(root.resolve("my.conf"), text);
      return SearchConfig.load(List.of(file), List.of(), KNOWN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SearchConfig parse(String text) {
    return SearchConfig.parse(text, "stored", KNOWN);
  }

  private static void assertRefused(ThrowingCallable work, String... messages) {
    assertThatThrownBy(work).isInstanceOf(InputException.class).hasMessageContainingAll(messages);
  }
}
