/**
 * The exported model: a network with folded, quantized weights as ONNX, and ONNX Runtime to run it.
 *
 * <p>In: a quantized network, images. Out: a serialized model, logits. No type of the ONNX classes
 * or the runtime leaves this package.
 */
package io.quarry.onnx;
