package io.quarry;

import io.quarry.config.SearchConfig;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import io.quarry.score.Objectives;
import io.quarry.search.Engine;
import io.quarry.search.Plan;
import io.quarry.search.Progress;
import io.quarry.search.SearchResult;
import io.quarry.store.Directory;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** Everything but the search itself, which the search package brings. */
final class UnfinishedEngine implements Engine {
  private static final String HADOOP = "spark.hadoop.";

  @Override
  public Runs runs(String location) {
    Configuration hadoop = new Configuration();
    for (Tuple2<String, String> setting : new SparkConf().getAllWithPrefix(HADOOP)) {
      hadoop.set(setting._1(), setting._2());
    }
    return new Runs(Directory.of(location, hadoop), Objectives.ALL);
  }

  @Override
  public Plan plan(SearchConfig config, Runs runs) {
    throw new UnsupportedOperationException("plan");
  }

  @Override
  public String train(SearchConfig config, Runs runs, Progress progress, BooleanSupplier stop) {
    throw new UnsupportedOperationException("train");
  }

  @Override
  public SearchResult search(
      SearchConfig config, Runs runs, RunDirectory run, Progress progress, BooleanSupplier stop) {
    throw new UnsupportedOperationException("search");
  }
}
