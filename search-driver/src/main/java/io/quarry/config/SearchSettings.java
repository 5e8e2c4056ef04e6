package io.quarry.config;

import io.quarry.tactic.Pace;
import java.io.Serializable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the space is searched.
 *
 * @param tactic what proposes candidates
 * @param evaluations distinct candidates to pay for, positive
 * @param batch candidates proposed at a time, positive
 * @param referencePoint objective name to value in that objective's unit, for the hypervolume; an
 *     objective without one gets the worst of the space
 * @param pace whether candidates are proposed while others are evaluated
 * @param patience when it has stopped gaining
 * @param budget what it may spend beside its evaluations
 * @param resume what a start takes up; this and the budget decide no hash of a configuration
 */
public record SearchSettings(
    TacticSettings tactic,
    int evaluations,
    int batch,
    SortedMap<String, Double> referencePoint,
    Pace pace,
    PatienceSettings patience,
    BudgetSettings budget,
    Resume resume)
    implements Serializable {

  public SearchSettings {
    referencePoint = Collections.unmodifiableSortedMap(new TreeMap<>(referencePoint));
  }
}
