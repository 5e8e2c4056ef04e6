package io.quarry.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarry.Main;
import io.quarry.config.SearchConfig;
import io.quarry.score.Objectives;
import io.quarry.search.Engine;
import io.quarry.search.SparkEngine;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Every file that people start from on a cluster is checked, whatever its kind; a new one too. */
class ClusterFilesTest {
  private static final Path ROOT = Path.of("../cluster-conf");

  /** What checks files whose path matches a pattern; the first that does. */
  private static final Map<Pattern, Check> CHECKS = new LinkedHashMap<>();

  static {
    covers(
        "spark-defaults\\.conf|cluster\\.conf|secure\\.conf|latency/.*\\.conf",
        ClusterFilesTest::spark);
    covers("searches/.*\\.conf", ClusterFilesTest::search);
    covers("log4j2(-json)?\\.properties", ClusterFilesTest::logging);
    covers("metrics\\.properties", ClusterFilesTest::metrics);
    covers("fairscheduler\\.xml", ClusterFilesTest::pools);
    covers("hadoop/.*\\.xml", ClusterFilesTest::hadoop);
    covers("kubernetes/.*\\.yaml", ClusterFilesTest::application);
    covers("kubernetes/Dockerfile", ClusterFilesTest::image);
    covers("schedule/.*\\.cron", ClusterFilesTest::cron);
    covers("schedule/.*\\.(service|timer)", ClusterFilesTest::unit);
    covers(".*\\.sh", ClusterFilesTest::script);
    covers("README\\.md", ClusterFilesTest::readme);
  }

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files.filter(Files::isRegularFile).map(ROOT::relativize).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyFileIsChecked(Path file) throws Exception {
    for (Map.Entry<Pattern, Check> check : CHECKS.entrySet()) {
      if (check.getKey().matcher(file.toString()).matches()) {
        check.getValue().run(ROOT.resolve(file));
        return;
      }
    }
    fail("No check covers cluster-conf/%s: add one to this test", file);
  }

  @Test
  void aKeyThatSparkDoesNotKnowIsFound() {
    assertThat(SparkKeys.isKnown("spark.executor.memory")).isTrue();
    assertThat(SparkKeys.isKnown("spark.executor.memry")).isFalse();
    assertThat(SparkKeys.isKnown("executor.memory")).isFalse();
  }

  @Test
  void driversOfAStandaloneClusterGetWhatSparkOpensForItself() throws IOException {
    String given = properties("spark-defaults.conf").get("spark.driver.extraJavaOptions");

    assertThat(List.of(given.split(" ", -1)))
        .isSubsetOf(JavaModuleOptions.defaultModuleOptions().split(" ", -1))
        .contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    assertThat(properties("cluster.conf").get("spark.driver.extraJavaOptions")).endsWith(given);
  }

  private static void covers(String pattern, Check check) {
    CHECKS.put(Pattern.compile(pattern), check);
  }

  private interface Check {
    void run(Path file) throws Exception;
  }

  private static void spark(Path file) throws IOException {
    Map<String, String> settings = properties(ROOT.relativize(file).toString());
    assertThat(settings).isNotEmpty();
    requireSpark(settings);
  }

  /** Every key is Spark's, and where native memory is bounded, the container has room for it. */
  private static void requireSpark(Map<String, String> settings) {
    assertThat(settings.keySet()).allMatch(SparkKeys::isKnown, "a key that Spark knows");
    for (String process : List.of("executor", "driver")) {
      String options = settings.getOrDefault("spark." + process + ".extraJavaOptions", "");
      if (options.contains("maxphysicalbytes")) {
        long heap = megabytes(settings.get("spark." + process + ".memory"));
        long overhead = megabytes(settings.get("spark." + process + ".memoryOverhead"));
        long whole = megabytes(options.replaceAll(".*maxphysicalbytes=(\\w+).*", "$1"));
        long arrays = megabytes(options.replaceAll(".*maxbytes=(\\w+).*", "$1"));
        assertThat(whole).isBetween(heap + arrays, heap + overhead);
      }
    }
  }

  private static long megabytes(String text) {
    long number = Long.parseLong(text.substring(0, text.length() - 1));
    return text.endsWith("g") ? 1024 * number : number;
  }

  private static void search(Path file) {
    SearchConfig.load(List.of(file), List.of(), Objectives.ALL);
  }

  private static void logging(Path file) throws IOException {
    Map<String, String> settings = properties(ROOT.relativize(file).toString());
    assertThat(settings).containsKey("rootLogger.level");
    assertThat(settings.keySet()).allMatch(key -> key.matches("(rootLogger|appender|logger)\\..*"));
  }

  private static void metrics(Path file) throws IOException {
    Map<String, String> settings = properties(ROOT.relativize(file).toString());
    assertThat(settings.keySet())
        .isNotEmpty()
        .allMatch(key -> key.matches("(\\*|driver|executor)\\.(sink|source)\\.\\w+\\.\\w+"));
    settings.forEach(
        (key, value) -> {
          if (key.endsWith(".class")) {
            assertThat(Main.class.getClassLoader().getResource(value.replace('.', '/') + ".class"))
                .as(value)
                .isNotNull();
          }
        });
  }

  private static void pools(Path file) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("allocations");
    assertThat(document.getElementsByTagName("pool").getLength()).isPositive();
  }

  private static void hadoop(Path file) {
    Configuration template = new Configuration(false);
    template.addResource(new org.apache.hadoop.fs.Path(file.toAbsolutePath().toUri()));
    Configuration known = new HdfsConfiguration();
    List<String> keys = new ArrayList<>();
    template.forEach(property -> keys.add(property.getKey()));
    assertThat(keys)
        .isNotEmpty()
        .allMatch(key -> key.startsWith("fs.s3a.") || known.get(key) != null, "a key of Hadoop's");
  }

  private static void application(Path file) throws IOException {
    JsonNode document = new YAMLMapper(new YAMLFactory()).readTree(file.toFile());
    assertThat(document.path("apiVersion").asText()).isEqualTo("sparkoperator.k8s.io/v1beta2");
    boolean scheduled = document.path("kind").asText().equals("ScheduledSparkApplication");
    JsonNode spec = scheduled ? document.path("spec").path("template") : document.path("spec");
    if (scheduled) {
      requireCronTime(document.path("spec").path("schedule").asText());
      assertThat(document.path("spec").path("concurrencyPolicy").asText()).isEqualTo("Forbid");
    }
    assertThat(spec.path("mainClass").asText()).isEqualTo(Main.class.getName());
    assertThat(spec.path("mainApplicationFile").asText())
        .isEqualTo("local:///opt/quarry/quarry.jar");
    assertThat(spec.path("mode").asText()).isEqualTo("cluster");
    List<String> arguments = new ArrayList<>();
    spec.path("arguments").forEach(argument -> arguments.add(argument.asText()));
    requireCommand(arguments);
    Map<String, String> settings = new TreeMap<>();
    spec.path("sparkConf")
        .fields()
        .forEachRemaining(e -> settings.put(e.getKey(), e.getValue().asText()));
    for (String process : List.of("driver", "executor")) {
      for (String key : List.of("cores", "memory", "memoryOverhead")) {
        settings.put("spark.%s.%s".formatted(process, key), spec.path(process).path(key).asText());
      }
    }
    requireSpark(settings);
  }

  private static void image(Path file) throws IOException {
    List<String> instructions =
        Files.readAllLines(file).stream().filter(l -> !l.startsWith("#") && !l.isBlank()).toList();
    assertThat(instructions.get(0))
        .matches("FROM apache/spark:3\\.5\\.\\d+-scala2\\.12-java17-\\w+");
    assertThat(instructions.subList(1, instructions.size()))
        .containsExactly("COPY quarry.jar /opt/quarry/quarry.jar");
  }

  private static void cron(Path file) throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (!line.startsWith("#") && !line.matches("[A-Z_]+=\\S+")) {
        String[] parts = line.split(" ", 7);
        requireCronTime(String.join(" ", List.of(parts).subList(0, 5)));
        assertThat(parts[5]).as("the user").isEqualTo("quarry");
        requireScript(parts[6].replaceAll(" >> .*", ""));
      }
    }
  }

  private static void requireCronTime(String fields) {
    assertThat(fields).matches("[0-9*/,-]+( [0-9*/,-]+){4}");
  }

  private static void unit(Path file) throws IOException {
    Set<String> sections = Set.of("[Unit]", "[Service]", "[Timer]", "[Install]");
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("[")) {
        assertThat(sections).contains(line);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        assertThat(line).matches("[A-Z][A-Za-z]+=\\S.*");
      }
      if (line.startsWith("ExecStart=")) {
        requireScript(line.substring("ExecStart=".length()));
      }
      if (line.startsWith("Unit=")) {
        assertThat(file.resolveSibling(line.substring("Unit=".length()))).exists();
      }
    }
  }

  private static void script(Path file) throws Exception {
    assertThat(file).isExecutable();
    Process check =
        new ProcessBuilder("bash", "-n", file.toString()).redirectErrorStream(true).start();
    assertThat(new String(check.getInputStream().readAllBytes(), UTF_8)).isEmpty();
    assertThat(check.waitFor()).isZero();
  }

  /** Short, and it names every file beside it. */
  private static void readme(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSizeLessThanOrEqualTo(120);
    String text = String.join("\n", lines);
    for (Path other : files()) {
      String top = other.getName(0).toString();
      assertThat(other.equals(Path.of("README.md")) || text.contains(top)).as(top).isTrue();
    }
  }

  /** The script's arguments less Spark's, whose files must be here. */
  private static void requireScript(String commandLine) {
    List<String> words = List.of(commandLine.split(" ", -1));
    int start = words.indexOf("/opt/quarry/quarry");
    assertThat(start).as(commandLine).isNotNegative();
    List<String> quarry = new ArrayList<>();
    for (int i = start + 1; i < words.size(); i++) {
      if (Set.of("--master", "--properties-file", "--deploy-mode").contains(words.get(i))) {
        i++;
        if (words.get(i).startsWith("/opt/quarry/")) {
          assertThat(ROOT.resolveSibling(words.get(i).substring("/opt/quarry/".length()))).exists();
        }
      } else {
        quarry.add(words.get(i));
      }
    }
    requireCommand(quarry);
  }

  /** What the command line understands; that a file exists there, nobody knows here. */
  private static void requireCommand(List<String> arguments) {
    Engine unused = new SparkEngine("", new Configuration(false), () -> fail("nothing runs here"));
    Cli.Context context = new Cli.Context(unused, new FakeExports(), Objectives.ALL, () -> false);
    Map<String, Object> commands =
        Map.of("search", new SearchCommand(context), "runs", new RunsCommand(context));
    assertThat(commands).containsKey(arguments.get(0));
    ParseResult parsed =
        new CommandLine(commands.get(arguments.get(0)))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .parseArgs(arguments.subList(1, arguments.size()).toArray(String[]::new));
    SearchConfig.load(
        List.of(), parsed.matchedOptionValue("--set", List.<String>of()), Objectives.ALL);
  }

  private static Map<String, String> properties(String file) throws IOException {
    Properties settings = new Properties();
    try (Reader in = new StringReader(Files.readString(ROOT.resolve(file)))) {
      settings.load(in);
    }
    Map<String, String> sorted = new TreeMap<>();
    settings.forEach((key, value) -> sorted.put(key.toString(), value.toString().strip()));
    return sorted;
  }
}
