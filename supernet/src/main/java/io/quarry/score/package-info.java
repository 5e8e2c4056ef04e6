/** Scores of one candidate: accuracy by ONNX Runtime, size and operation counts. */
package io.quarry.score;
