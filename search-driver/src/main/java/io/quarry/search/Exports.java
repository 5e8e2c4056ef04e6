package io.quarry.search;

import io.quarry.report.Verification;
import java.util.List;

/** What commands do with runs that are there and with models that were exported; no cluster. */
public interface Exports {

  /** Whether a file that is there already may be written over. */
  enum Overwrite {
    REFUSED,
    ALLOWED
  }

  /**
   * Writes the model of a candidate that a run measured, on its front or not: the run's own file
   * where it has one, else made anew from the supernet and scored again, which must give what the
   * store holds.
   *
   * @param run location of the run's directory: a path or a URI
   * @param key the candidate's, or a beginning of it that is no other's
   * @param out where to: a path or a URI; empty: named by the key's beginning, in this directory
   */
  ExportedModel export(String run, String key, String out, Overwrite overwrite);

  /** Which of a run's candidates. */
  enum Which {
    /** The points of its front. */
    FRONT,
    /** All that were measured. */
    MEASURED
  }

  /**
   * Writes the models of several candidates of a run.
   *
   * @param directory where to: a path or a URI; empty: this directory
   * @return in the order of the front, or of the store
   */
  List<ExportedModel> exportAll(String run, Which which, String directory, Overwrite overwrite);

  /**
   * What verifies models; keeps the images of the last one for the next.
   *
   * @param data instead of the images that a model's card names: a configuration file, a run's
   *     directory, or where else the card's images lie; empty: those that it names
   */
  Verifier verifier(String data);

  /** Measures exported models again. Used from one thread. */
  interface Verifier {

    /**
     * Measures a model again, on the images that its card names, and holds that beside the card.
     *
     * @param model location of its file: a path or a URI
     * @throws io.quarry.problem.InputException when it is no model of Quarry's, when the runtime
     *     refuses it, or when the images cannot be read or do not fit it
     */
    Verification verify(String model);
  }
}
