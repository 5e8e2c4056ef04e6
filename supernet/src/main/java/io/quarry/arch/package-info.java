/**
 * Elastic networks: a family of convolutional networks that share weights, its architecture
 * decisions, and the plain network that one candidate selects.
 *
 * <p>In: a family's settings and a candidate. Out: a {@link io.quarry.arch.Network}, pure shapes
 * and names without weights, that the tape trains, the calibration runs and the ONNX lowering
 * writes.
 */
package io.quarry.arch;
