package io.quarry.doctor;

import io.quarry.problem.InputException;
import io.quarry.store.Directory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** Tries what a search does with its directory of runs. */
final class StorageCheck {
  private static final String NAME = "storage";
  private static final String FILE = ".quarry-doctor-";
  private static final long LEAST_FREE_BYTES = 1L << 30;

  private StorageCheck() {}

  /** Creates the directory, writes, replaces, reads and deletes a file in it. */
  static Check of(Directory runs) {
    String name = FILE + UUID.randomUUID();
    try {
      runs.create();
      runs.writeNew(name, bytes("once"));
      runs.write(name, bytes("twice"));
      boolean same = Arrays.equals(runs.read(name), bytes("twice"));
      boolean listed = runs.names().contains(name);
      runs.delete(name);
      if (!same || !listed || runs.holds(name)) {
        return Check.mend(
            NAME,
            "%s does not show at once what was written, replaced or deleted".formatted(runs),
            "another file system is needed, on which renaming a file is atomic.");
      }
      return room(runs);
    } catch (InputException e) {
      return Check.mend(NAME, e);
    }
  }

  private static Check room(Directory runs) {
    long free = runs.freeBytes();
    String found =
        "%s: written, replaced by renaming, read, deleted; %s free; executors do not need it"
            .formatted(runs, free == Long.MAX_VALUE ? "any amount" : ClusterChecks.size(free));
    return free < LEAST_FREE_BYTES
        ? Check.warning(NAME, found, "make room.")
        : Check.fine(NAME, found);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
