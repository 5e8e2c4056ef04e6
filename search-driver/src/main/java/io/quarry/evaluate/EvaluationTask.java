package io.quarry.evaluate;

import io.quarry.latency.HostGate;
import io.quarry.problem.InputException;
import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * What one Spark task does: evaluate some candidates, one after the other. An attempt that is not
 * the first evaluates nothing, and so hands its candidates back to the driver, which knows what
 * became of the attempts before and who is to run again, and how.
 *
 * @param evaluations at least one
 * @param alone whether nothing else is to run in the same JVM meanwhile
 * @param attempts of this task that evaluate: more than one where Spark may run copies of slow
 *     tasks, which a task cannot tell from a second try
 */
record EvaluationTask(List<Evaluation> evaluations, boolean alone, int attempts)
    implements Serializable {

  EvaluationTask {
    evaluations = List.copyOf(evaluations);
  }

  /**
   * Runs in a task.
   *
   * @param build the driver's
   * @param arrivals gets an outcome for each candidate that was evaluated
   * @throws InterruptedException when Spark ends the task while the executor is about to end
   */
  void run(Broadcast<Scorer> scorer, RunIdentity identity, Build build, Consumer<Arrival> arrivals)
      throws InterruptedException {
    ExecutorProcess process = ExecutorProcess.current();
    if (TaskContext.get().attemptNumber() >= attempts) {
      return;
    }
    if (process.isEnding()) {
      process.awaitEnd();
    }
    try {
      build.requireSameHere();
      scorer.value().prepare();
    } catch (InputException e) {
      arrivals.accept(new Arrival.Refused(e.getMessage()));
      return;
    }
    for (Evaluation evaluation : evaluations) {
      boolean goesOn = evaluate(evaluation, process, scorer.value(), identity, arrivals);
      if (!goesOn) {
        return;
      }
    }
  }

  private boolean evaluate(
      Evaluation evaluation,
      ExecutorProcess process,
      Scorer scorer,
      RunIdentity identity,
      Consumer<Arrival> arrivals)
      throws InterruptedException {
    try (ExecutorProcess.Stay stay = alone ? process.enterAlone() : process.enter()) {
      HostGate.Stay beside = HostGate.ofHost().enterToWork();
      try {
        Attempt attempt = new Attempt(evaluation, scorer, identity, stay);
        arrivals.accept(attempt.run(process));
        return !attempt.endsProcess();
      } finally {
        beside.close();
      }
    }
  }
}
