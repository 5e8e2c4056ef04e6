package io.quarry.score;

import io.quarry.objective.Objective;
import java.io.Serializable;

/**
 * An objective that a user brings: a public class with a public constructor without parameters,
 * named in the configuration ({@code custom-objectives = [com.acme.Energy]}) and on the class path
 * of driver and executors ({@code --jars energy.jar}).
 *
 * <p>One instance is made on the driver and travels to each executor by Java serialization, where
 * all task slots use it at the same time; what it keeps must be serializable or transient.
 */
public interface CustomObjective extends Serializable {

  /**
   * What is measured: a name of lower-case words joined by dashes, as configurations have it; a
   * column of lower-case words joined by underscores, for the store and {@code front.csv}; the
   * unit; the direction. The same on every call.
   */
  Objective objective();

  /**
   * Measures one candidate, after its built-in scores. Equal candidates should get equal values.
   *
   * @param candidate what was built and measured so far
   * @return a finite value in the objective's unit
   * @throws Exception whatever goes wrong; it becomes the candidate's failure, as does a value that
   *     is infinite or not a number
   */
  double measure(ScoredCandidate candidate) throws Exception;
}
