package io.quarry.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library's own search, with every path of it on HDFS. */
class SearchOnHdfsIT {
  private static final String BASE =
      """
      data {
        kind = image-folder, size-pixels = 8
        splits { train = 60, calibration = 12, validation = 24, test = 20 }
      }
      supernet {
        stem { widths = [4], stride = 2 }
        stages = [ { blocks = [inverted], depths = [1], widths = [4, 8], kernels = [3]
                     expansions = [2], stride = 1 } ]
        recipe {
          batch = 20
          phases = [ { kind = largest, epochs = 1, learning-rate = 0.1, warmup-fraction = 0 } ]
        }
      }
      policy.formats = [float32, int8, int4]
      search { evaluations = 8, batch = 4, tactic = random }
      """;
  private static final String EDGE =
      """
      name = edge, description = "no four bits", runtime = "a chip", latency = false
      formats { conv = [float32, int8], depthwise = [float32, int8], dense = [float32, int8] }
      """;

  @TempDir static Path disk;

  private static MiniDFSCluster cluster;
  private static SparkSession spark;
  private static String hdfs;

  @BeforeAll
  static void start() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disk.toString());
    // Their appender needs a logging library that Spark replaces.
    configuration.set("dfs.namenode.metrics.logger.period.seconds", "0");
    configuration.set("dfs.datanode.metrics.logger.period.seconds", "0");
    cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    hdfs = cluster.getURI().toString();
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .getOrCreate();
    write("/searches/base.conf", BASE.getBytes(StandardCharsets.UTF_8));
    write("/searches/edge.conf", EDGE.getBytes(StandardCharsets.UTF_8));
    write("/data/photos.zip", photos());
  }

  @AfterAll
  static void stop() {
    spark.stop();
    cluster.shutdown();
  }

  @Test
  void aSearchRunsWithEverythingOnHdfsAndItsTablesAreDatasets() throws IOException {
    String nightly =
        """
        include "base.conf"
        name = nightly
        data.path = "%1$s/data/photos.zip"
        policy.target = "%1$s/searches/edge.conf"
        """
            .formatted(hdfs);
    write("/searches/nightly.conf", nightly.getBytes(StandardCharsets.UTF_8));

    Run run =
        Search.of(spark)
            .configuration(hdfs + "/searches/nightly.conf")
            .text("search.evaluations = 7")
            .set("seed", "3")
            .runs(hdfs + "/runs")
            .named("first")
            .run();

    assertThat(run.location()).isEqualTo(hdfs + "/runs/first");
    assertThat(Runs.list(spark, hdfs + "/runs")).containsExactly("first");
    Run opened = Runs.open(spark, run.location());
    assertThat(opened.outcomes().where("status = 'measured' and seed is not null").count())
        .isEqualTo(7);
    assertThat(opened.outcomes().where("policy like '%int4%'").count()).isZero();
    requireFront(opened);
    assertThat(opened.configuration()).contains("\"no four bits\"");
    assertThat(opened.summary()).contains("\"paid\" : 7");
    requireCourse(opened);
    String key = opened.front().select("key").first().getString(0);
    Path model = disk.resolve("best.onnx");
    assertThat(opened.export(key, model.toString())).isEqualTo(model.toString());
    assertThat(Files.size(model)).isPositive();
    assertThat(temporary()).isEmpty();
  }

  private static void requireFront(Run run) {
    assertThat(run.front().schema().apply("key").dataType()).isEqualTo(DataTypes.StringType);
    assertThat(run.front().schema().apply("size_bytes").dataType()).isEqualTo(DataTypes.DoubleType);
    List<Row> joined =
        run.front().join(run.outcomes().where("status = 'measured'"), "key").collectAsList();
    assertThat(joined).hasSameSizeAs(run.front().collectAsList()).isNotEmpty();
  }

  private static void requireCourse(Run run) {
    List<Row> curve = run.hypervolume().orderBy("evaluation").collectAsList();
    assertThat(curve).extracting(row -> row.<Integer>getAs("evaluation")).endsWith(6, 7).hasSize(7);
    Row last = curve.get(curve.size() - 1);
    assertThat(run.summary())
        .contains("\"hypervolume\" : %s,".formatted(last.<Double>getAs("hypervolume")))
        .contains("\"front_size\" : %d,".formatted(last.<Integer>getAs("front_size")));
    assertThat(run.status().first().<String>getAs("state")).isEqualTo("done");
    assertThatThrownBy(run::predictors)
        .isInstanceOf(InputException.class)
        .hasMessageContaining(run.location() + " has no predictors.csv");
    assertThat(Views.ofRun(spark, run.location()))
        .contains("Run %s: 7 candidates".formatted(run.location()), "has no predictors.csv");
    assertThat(spark.table("outcomes").where("on_front").count()).isEqualTo(run.front().count());
    assertThat(Views.ofRuns(spark, hdfs + "/runs")).contains("1 runs in %s/runs".formatted(hdfs));
    assertThat(spark.table("runs").first().<String>getAs("tactic")).isEqualTo("random");
  }

  @Test
  void whatIsNotThereIsNamedByItsUri() {
    assertThatThrownBy(() -> Runs.open(spark, hdfs + "/none"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(hdfs + "/none is not a run");
    assertThatThrownBy(() -> Search.of(spark).configuration(hdfs + "/no.conf").run())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Configuration file " + hdfs + "/no.conf does not exist");
    Search search = Search.of(spark).text(BASE).runs(hdfs + "/runs");
    assertThatThrownBy(() -> search.set("data.path", hdfs + "/data/no.zip").run())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("There is nothing at " + hdfs + "/data/no.zip");
    String conf = hdfs + "/searches/base.conf";
    assertThatThrownBy(() -> search.set("data.path", conf).run())
        .isInstanceOf(InputException.class)
        .hasMessageContaining(conf + " cannot be read as a zip archive");
    assertThat(Runs.list(spark, hdfs + "/nowhere")).isEmpty();
  }

  /** What was fetched and is still there. */
  private static List<Path> temporary() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(f -> f.getFileName().toString().startsWith("quarry-images-")).toList();
    }
  }

  private static void write(String path, byte[] bytes) throws IOException {
    try (OutputStream out =
        cluster.getFileSystem().create(new org.apache.hadoop.fs.Path(path), true)) {
      out.write(bytes);
    }
  }

  /** Two classes, dark and bright, in class directories. */
  private static byte[] photos() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < 120; i++) {
        zip.putNextEntry(new ZipEntry("%s/%d.png".formatted(i % 2 == 0 ? "dark" : "bright", i)));
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        int grey = i % 2 == 0 ? i : 255 - i;
        image.setRGB(i % 8, i % 7, new Color(grey, grey, grey).getRGB());
        ImageIO.write(image, "png", zip);
      }
    }
    return bytes.toByteArray();
  }
}
