package io.quarry.config;

import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.quarry.problem.InputException;
import io.quarry.problem.Secrets;

/** What a configuration's {@code ${HOME}} stands for; secrets stand for nothing. */
record EnvironmentVariables() implements ConfigResolver {

  @Override
  public ConfigValue lookup(String path) {
    if (Secrets.isCalledSo(path)) {
      throw new InputException(
          "The configuration refers to the environment's %s, and is saved with its run"
              .formatted(path),
          "Hadoop should have it instead: --conf spark.hadoop.fs.…, or core-site.xml.");
    }
    String value = System.getenv(path);
    return value == null
        ? null
        : ConfigValueFactory.fromAnyRef(value, "environment variable " + path);
  }

  @Override
  public ConfigResolver withFallback(ConfigResolver fallback) {
    return this;
  }
}
