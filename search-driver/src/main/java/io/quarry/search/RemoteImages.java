package io.quarry.search;

import io.quarry.config.DataSettings;
import io.quarry.config.SearchConfig;
import io.quarry.data.DataSource;
import io.quarry.data.Task;
import io.quarry.problem.InputException;
import io.quarry.store.Directory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Images on any of Hadoop's file systems. Those that lie elsewhere are fetched to this host's
 * directory for temporary files, and stay there while they are loaded. What was loaded last is kept
 * for whoever asks for it again.
 */
final class RemoteImages {
  /** A URI; a single letter is a drive. */
  private static final String URI = "[A-Za-z][A-Za-z0-9+.-]+:.*";

  private final Function<String, Directory> directories;

  /** At most one. */
  private List<Loaded> last = List.of();

  /** What decides images, and them. */
  private record Loaded(DataSettings data, long seed, Task task) {}

  /**
   * Images of locations.
   *
   * @param directories gives the directory of one
   */
  RemoteImages(Function<String, Directory> directories) {
    this.directories = directories;
  }

  /** Loads what a configuration asks for. */
  Workload workload(SearchConfig config) {
    return Workload.of(config, load(config.data(), config.seed()));
  }

  /** The images of a run's data section and seed. */
  synchronized Task load(DataSettings data, long seed) {
    Loaded loaded =
        last.stream()
            .filter(one -> one.data.equals(data) && one.seed == seed)
            .findFirst()
            .orElseGet(() -> new Loaded(data, seed, loadAnew(data, seed)));
    last = List.of(loaded);
    return loaded.task;
  }

  private Task loadAnew(DataSettings data, long seed) {
    Optional<String> location = data.source().location().filter(given -> given.matches(URI));
    if (location.isEmpty()) {
      return Workload.task(data, seed);
    }
    Directory there = directories.apply(location.get());
    Optional<Path> local = there.localPath();
    return local.isPresent() ? loadAt(local.get(), data, seed) : fetchAndLoad(there, data, seed);
  }

  private static Task loadAt(Path path, DataSettings data, long seed) {
    DataSource here = data.source().at(path.toString());
    return Workload.task(new DataSettings(here, data.splits()), seed);
  }

  private static Task fetchAndLoad(Directory there, DataSettings data, long seed) {
    try {
      Path fetched = Files.createTempDirectory("quarry-images-");
      try {
        Path here = fetched.resolve(there.name());
        there.fetch(here);
        return loadAt(here, data, seed);
      } catch (InputException e) {
        // What is wrong is wrong there, too.
        String message = e.getMessage().replace(fetched.toString(), there.parent().toString());
        InputException told = new InputException(message);
        told.initCause(e);
        throw told;
      } finally {
        delete(fetched);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep %s here for a while".formatted(there), e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    }
  }
}
