package io.quarry.doctor;

import io.quarry.evaluate.ClusterReport;
import io.quarry.problem.InputException;
import io.quarry.store.Directory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Looks at everything, and goes on where one thing is not as it should be. */
public final class Doctor {
  private static final String DATA = "data";
  private static final String CLUSTER = "cluster";

  private Doctor() {}

  /**
   * Examines.
   *
   * @param master for people
   * @param needs loads the images, and tells what a search takes
   * @param runs where searches write
   * @param survey asks the cluster, given what a search takes; refuses where it does not answer
   */
  public static Diagnosis examine(
      String master, Supplier<Needs> needs, Directory runs, Function<Needs, ClusterReport> survey) {
    List<Check> checks = new ArrayList<>();
    Needs needed = Needs.none();
    try {
      needed = needs.get();
      checks.add(Check.fine(DATA, "the configuration's images are there and can be read"));
    } catch (InputException e) {
      checks.add(Check.mend(DATA, e));
    }
    checks.add(StorageCheck.of(runs));
    try {
      ClusterReport cluster = survey.apply(needed);
      checks.add(Check.fine(CLUSTER, "%s answers".formatted(master)));
      checks.addAll(new ClusterChecks(cluster, needed).all());
    } catch (InputException e) {
      checks.add(Check.mend(CLUSTER, e));
    }
    return new Diagnosis(checks);
  }
}
