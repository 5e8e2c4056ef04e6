package io.quarry.cli;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.internal.config.ConfigEntry$;

/** The keys that Spark knows, by its own registry. */
final class SparkKeys {
  /** Families, whose members have names of the user's, and those of jars that the build has not. */
  private static final Pattern FAMILIES =
      Pattern.compile(
          "spark\\.master|spark\\.(executorEnv|hadoop)\\..+"
              + "|spark\\.(executor|driver|worker|task)\\.resource\\.\\w+\\.(amount|discoveryScript)"
              + "|spark\\.(kubernetes|yarn)\\..+");

  /** Objects that enter their keys as they load. */
  private static final List<Object> LOADED =
      List.of(
          org.apache.spark.internal.config.package$.MODULE$,
          org.apache.spark.internal.config.Network$.MODULE$,
          org.apache.spark.internal.config.UI$.MODULE$,
          org.apache.spark.internal.config.History$.MODULE$);

  private SparkKeys() {}

  static boolean isKnown(String key) {
    assert !LOADED.isEmpty();
    return FAMILIES.matcher(key).matches() || ConfigEntry$.MODULE$.findEntry(key) != null;
  }
}
