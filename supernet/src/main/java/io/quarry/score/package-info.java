/**
 * Scores of one candidate: accuracy by ONNX Runtime, size and operation counts.
 *
 * <p>In: a calibrated network, a policy, normalized images. Out: scores by objective, the model
 * that got them, and where the time went.
 */
package io.quarry.score;
