package io.quarry.config;

import java.io.Serializable;

/**
 * What a search may spend beside its evaluations; 0: as much as it takes.
 *
 * @param hours on the wall, of one start's search, its training left out
 * @param executorHours of task slots in use, of all starts of a run
 */
public record BudgetSettings(double hours, double executorHours) implements Serializable {}
