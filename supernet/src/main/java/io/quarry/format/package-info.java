/**
 * Number formats: what values a tensor may take, and how many bits each costs.
 *
 * <p>In: names from a configuration, ranges from a calibrator. Out: formats, their grids (scale and
 * zero point), and quantizers that turn numbers into codes and back.
 */
package io.quarry.format;
