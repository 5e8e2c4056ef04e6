package io.quarry.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/**
 * What a run knew when it began: measurements that other runs of the same directory had paid for.
 * They lie in its own store too, in batch -1, with the provenance that they had.
 *
 * @param measurements how many
 * @param timings how many of models
 * @param from the runs whose stores they were found in, in the order of names
 */
public record Reused(int measurements, int timings, List<Source> from) {

  /**
   * A run that something was found in.
   *
   * @param run its name
   * @param measurements how many were taken from its store
   */
  public record Source(String run, int measurements) {}

  public Reused {
    from = List.copyOf(from);
  }

  byte[] json() {
    try {
      return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A record of numbers and names is always JSON", e);
    }
  }
}
