/**
 * From float networks to quantized ones: granularity, calibration of ranges, and the policy that
 * gives each layer its formats.
 */
package io.quarry.quantize;
