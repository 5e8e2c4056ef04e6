package io.quarry.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreOnSparkIT {
  @TempDir Path directory;

  @Test
  void sparkReadsTheDirectoryAsOneTable() throws IOException {
    MeasurementStore store =
        MeasurementStore.open(
            Directory.of(directory.toString(), new Configuration()),
            List.of(Outcomes.ERROR, Outcomes.SIZE),
            name -> name.endsWith(".format"));
    store.append(List.of(Outcomes.measured(0, 0, 3), Outcomes.failed(0, 1, 5)));
    store.append(List.of(Outcomes.measured(1, 0, 7)));

    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate()) {
      Dataset<Row> table = spark.read().parquet(directory.toString());
      table.createOrReplaceTempView("outcomes");

      assertThat(
              spark
                  .sql(
                      "select top1_error_percent, size_bytes, architecture, policy,"
                          + " decisions['stage1.kernel'], status, cause, string(started_at),"
                          + " duration_ms, seed, schema_version from outcomes"
                          + " order by batch, position")
                  .collectAsList())
          .extracting(Row::mkString)
          .containsExactly(
              "3.11.000000003E9stage1.kernel=3stage1.format=int4/uint83measurednull"
                  + "2026-11-21 09:26:48.12345612.5-92233720368547758051",
              "nullnullstage1.kernel=5stage1.format=int4/uint85faileda.B: no; caused by c.D: ö"
                  + "2026-11-21 09:26:48.12345612.5-92233720368547758031",
              "7.11.000000007E9stage1.kernel=7stage1.format=int4/uint87measurednull"
                  + "2026-11-21 09:26:48.12345612.5-92233720368547758011");
    }
  }
}
