package io.quarry.config;

import java.io.Serializable;

/**
 * When a search has stopped gaining.
 *
 * @param evaluations that it is given to gain something; 0: it never ends for that
 * @param gainPercent by how much the hypervolume has to grow in them, of itself
 */
public record PatienceSettings(int evaluations, double gainPercent) implements Serializable {}
