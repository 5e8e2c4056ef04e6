package io.quarry.replay;

import io.quarry.outcome.Outcome;
import io.quarry.space.Candidate;
import io.quarry.tactic.SearchTactic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Asks for given candidates, so many at a time at most, and writes down what it hears. */
final class Scripted implements SearchTactic {
  final List<String> heard = new ArrayList<>();
  private final Deque<Candidate> script;
  private final int generation;
  private int waiting;
  private int dealt;

  /**
   * A tactic.
   *
   * @param generation it waits after each so many candidates, until it heard of all of them
   */
  Scripted(List<Candidate> script, int generation) {
    this.script = new ArrayDeque<>(script);
    this.generation = generation;
  }

  @Override
  public List<Candidate> ask(int free) {
    if (dealt == generation && waiting == 0) {
      dealt = 0;
    }
    List<Candidate> asked = new ArrayList<>();
    while (asked.size() < free && dealt < generation && !script.isEmpty()) {
      asked.add(script.remove());
      dealt++;
      waiting++;
    }
    return asked;
  }

  @Override
  public void tell(List<Outcome> outcomes) {
    outcomes.forEach(outcome -> heard.add("told " + outcome.candidate().text()));
    waiting -= outcomes.size();
  }

  @Override
  public void withdraw(List<Candidate> candidates) {
    candidates.forEach(candidate -> heard.add("withdrawn " + candidate.text()));
  }
}
