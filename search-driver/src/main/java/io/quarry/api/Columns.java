package io.quarry.api;

import org.apache.spark.sql.types.StructType;

/**
 * The columns of the tables that notebooks see, with which they exist even where a run has nothing
 * to fill them with.
 */
final class Columns {
  private static final String CANDIDATE =
      "schema_version INT, key STRING, decisions MAP<STRING, STRING>";

  static final StructType OUTCOMES =
      StructType.fromDDL(
          CANDIDATE
              + ", batch INT, position INT, architecture STRING, policy STRING, status STRING,"
              + " cause STRING, top1_error_percent DOUBLE, loss_nats DOUBLE, size_bytes DOUBLE,"
              + " macs DOUBLE, bops DOUBLE, run STRING, configuration_hash STRING,"
              + " supernet_hash STRING, data_hash STRING, code_version STRING, seed BIGINT,"
              + " host STRING, cpu STRING, started_at TIMESTAMP, duration_ms DOUBLE");

  static final StructType TIMINGS =
      StructType.fromDDL(
          CANDIDATE
              + ", purpose STRING, supernet_hash STRING, latency_ms DOUBLE, latency_p10_ms DOUBLE,"
              + " latency_p90_ms DOUBLE, interval_percent DOUBLE, runs INT, control_ms DOUBLE,"
              + " drift_percent DOUBLE, attempts INT, steady BOOLEAN, fallen_back STRING,"
              + " host_class STRING, host STRING, cpu STRING, runtime STRING, batch_size INT,"
              + " threads INT, load DOUBLE, timed_at TIMESTAMP");

  static final StructType FRONT =
      StructType.fromDDL(
          "key STRING, top1_error_percent DOUBLE, loss_nats DOUBLE, latency_ms DOUBLE,"
              + " size_bytes DOUBLE, macs DOUBLE, bops DOUBLE, test_top1_error_percent DOUBLE,"
              + " test_top1_error_low_percent DOUBLE, test_top1_error_high_percent DOUBLE,"
              + " confirmed_latency_ms DOUBLE, confirmed_latency_p10_ms DOUBLE,"
              + " confirmed_latency_p90_ms DOUBLE, confirmed_latency_interval_percent DOUBLE,"
              + " float32_latency_ms DOUBLE, standing STRING, architecture STRING, policy STRING");

  static final StructType PREDICTORS =
      StructType.fromDDL(
          "iteration INT, objective STRING, learner STRING, held_out_rows INT,"
              + " held_out_mape_percent DOUBLE, held_out_kendall_tau DOUBLE,"
              + " held_out_spearman_rho DOUBLE, next_rows INT, next_mape_percent DOUBLE,"
              + " next_kendall_tau DOUBLE, next_spearman_rho DOUBLE");

  static final StructType HYPERVOLUME =
      StructType.fromDDL(
          "evaluation INT, minutes DOUBLE, hypervolume DOUBLE, percent DOUBLE, front_size INT,"
              + " failed INT");

  static final StructType STATUS =
      StructType.fromDDL(
          "run STRING, state STRING, phase STRING, detail STRING, evaluations INT, budget INT,"
              + " failed INT, reused INT, under_way INT, per_minute DOUBLE, minutes_left DOUBLE,"
              + " front_size INT, hypervolume DOUBLE, ended STRING, said_at TIMESTAMP");

  static final StructType SLOTS =
      StructType.fromDDL("key STRING, slot INT, slot_name STRING, start_s DOUBLE, end_s DOUBLE");

  static final StructType SUMMARY =
      StructType.fromDDL(
          "run STRING, seed BIGINT, code_version STRING, configuration_hash STRING,"
              + " supernet_hash STRING, data_hash STRING, host STRING, cpu STRING,"
              + " seconds_by_phase MAP<STRING, DOUBLE>,"
              + " evaluations STRUCT<paid: INT, from_store: INT, failed: INT, infeasible: INT,"
              + " reused: INT>,"
              + " objectives ARRAY<STRUCT<name: STRING, column: STRING, unit: STRING,"
              + " direction: STRING>>,"
              + " constraints ARRAY<STRING>, reference_point MAP<STRING, DOUBLE>,"
              + " hypervolume DOUBLE, front_size INT, hypervolume_before DOUBLE, ended STRING");

  static final StructType PROGRESS =
      StructType.fromDDL("phase STRING, started_at TIMESTAMP, updated_at TIMESTAMP");

  private Columns() {}
}
