package io.quarry.search;

import io.quarry.problem.InputException;
import io.quarry.profile.LatencyProfile;
import io.quarry.store.Directory;

/**
 * Where a latency profile lies.
 *
 * @param directory that holds it
 * @param name of the file
 */
record ProfileFile(Directory directory, String name) {
  private static final int MOST_BYTES = 1 << 28;

  boolean isThere() {
    return directory.holds(name);
  }

  /**
   * Reads the profile.
   *
   * @throws InputException when there is none
   */
  LatencyProfile read() {
    if (!isThere()) {
      throw new InputException(
          "There is no latency profile %s".formatted(this), "quarry profile makes one.");
    }
    return LatencyProfile.parse(directory.read(name, MOST_BYTES), toString());
  }

  void write(LatencyProfile profile) {
    directory.create();
    directory.write(name, profile.json());
  }

  @Override
  public String toString() {
    return "%s/%s".formatted(directory, name);
  }
}
