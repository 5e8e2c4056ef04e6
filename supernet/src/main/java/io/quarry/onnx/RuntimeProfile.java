package io.quarry.onnx;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A temporary directory for the profile that the runtime writes as a session closes; gone when
 * closed.
 *
 * @param directory that holds nothing else
 */
record RuntimeProfile(Path directory) implements AutoCloseable {
  private static final String KERNEL_SUFFIX = "_kernel_time";
  private static final String NODE = "Node";

  static RuntimeProfile create() {
    try {
      return new RuntimeProfile(Files.createTempDirectory("quarry-profile-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the profile's path begins with; the runtime appends the time of day. */
  String prefix() {
    return directory.resolve("profile").toString();
  }

  /** Microseconds of every run of every operator, by the operator's name. */
  Map<String, List<Integer>> microseconds() {
    Map<String, List<Integer>> times = new HashMap<>();
    for (Path file : files()) {
      try (MappingIterator<Event> events =
          new ObjectMapper()
              .readerFor(Event.class)
              .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .readValues(file.toFile())) {
        while (events.hasNext()) {
          Event event = events.next();
          if (NODE.equals(event.cat) && event.name.endsWith(KERNEL_SUFFIX)) {
            String name = event.name.substring(0, event.name.length() - KERNEL_SUFFIX.length());
            times.computeIfAbsent(name, key -> new ArrayList<>()).add(event.dur);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return times;
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      for (Path file : files()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An entry of the runtime's trace, of which there is more. */
  private record Event(String cat, String name, int dur) {}
}
