package io.quarry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.api.Run;
import io.quarry.config.ConfigFiles;
import io.quarry.config.SearchConfig;
import io.quarry.evaluate.LocalCluster;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import io.quarry.score.Objectives;
import io.quarry.store.Directory;
import io.quarry.store.Lease;
import io.quarry.store.LeaseHolder;
import io.quarry.store.TravellingDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two targets, whose supernets train side by side in an executor with a process of its own. */
class SweepIT {
  private static final String TARGETS = "fliqs.target.gbops=[0.0005,0.0002]";
  private static JavaSparkContext spark;

  @TempDir private Path home;

  @BeforeAll
  static void open() throws IOException {
    spark = new JavaSparkContext(LocalCluster.conf(1, 2, "SweepIT"));
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  @Test
  void eachTargetHasTheRunThatItWouldHaveAlone() {
    List<SearchConfig> configs = configs();
    List<LocalRun> alone = new ArrayList<>();
    for (SearchConfig config : configs) {
      LocalRun run = new LocalRun(home.resolve("alone"), config.hash(), spark, config);
      run.search(() -> false);
      alone.add(run);
    }

    LocalRun cutOff = new LocalRun(home, "together", spark, configs.get(0));
    Runs runs = cutOff.runs();
    assertThatThrownBy(
            () -> cutOff.engine().train(configs.get(0), runs, new Silence(), FliqsIT.after(50)))
        .isInstanceOf(StoppedException.class);
    List<Run> swept = sweptFromCode(home.resolve("together"));
    assertThat(swept)
        .extracting(Run::name)
        .isEqualTo(configs.stream().map(Runs::defaultName).toList());
    for (int i = 0; i < configs.size(); i++) {
      LeaseHolder trainer =
          Lease.holder(runs.supernets(), Runs.leaseOf(Runs.supernetFile(configs.get(i))))
              .orElseThrow();
      assertThat(trainer.pid()).isNotEqualTo(ProcessHandle.current().pid());
      for (String file : List.of("front.csv", "controller.csv")) {
        assertThat(Path.of(swept.get(i).location()).resolve(file))
            .hasSameBinaryContentAs(alone.get(i).directory().resolve(file));
      }
    }
    assertThat(trainedWithoutExecutors(configs, runs)).containsExactly("", "");
  }

  private static List<Run> sweptFromCode(Path runs) {
    io.quarry.api.Search search =
        io.quarry.api.Search.of(SparkSession.builder().sparkContext(spark.sc()).getOrCreate());
    for (String setting : settings()) {
      int equals = setting.indexOf('=');
      search = search.set(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return search.runs(runs.toString()).runAll();
  }

  private static List<String> trainedWithoutExecutors(List<SearchConfig> configs, Runs runs) {
    SparkEngine engine =
        new SparkEngine(
            "none",
            new Configuration(),
            () -> {
              throw new IllegalStateException("Nothing is left to train");
            });
    List<RunDirectory> directories =
        configs.stream().map(config -> runs.open(Runs.defaultName(config), config)).toList();
    return engine.trainAll(configs, runs, directories, new Silence(), () -> false);
  }

  @Test
  void whatExecutorsDoNotReachIsNamed() {
    List<SearchConfig> configs = configs();
    Workload workload = Workload.load(configs.get(0));
    Directory elsewhere = Directory.of(home.resolve("elsewhere").toString(), new Configuration());
    assertThat(
            new SupernetTrainings(
                    configs,
                    workload.task(),
                    TravellingDirectory.of(elsewhere, new Configuration()),
                    Objectives.ALL)
                .train(1, 1, done -> {}, () -> false))
        .contains(" does not see supernet " + home.resolve("elsewhere/supernets/tiny-"))
        .contains("Maybe --runs has to name what all hosts reach");
  }

  private static List<SearchConfig> configs() {
    return SearchConfig.loadAll(List.of(), settings(), Objectives.ALL, ConfigFiles.local());
  }

  private static List<String> settings() {
    List<String> settings = new ArrayList<>(FliqsIT.SETTINGS);
    settings.add(TARGETS);
    return settings;
  }
}
