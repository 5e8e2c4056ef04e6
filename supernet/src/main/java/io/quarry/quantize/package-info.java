/**
 * From float networks to quantized ones: granularity, calibration of ranges, and the policy that
 * gives each layer its formats, as far as the target that models are for allows.
 *
 * <p>In: folded weights, statistics of activations, a policy. Out: codes, grids and integer biases
 * of every layer, plain Java numbers that the ONNX lowering writes.
 */
package io.quarry.quantize;
