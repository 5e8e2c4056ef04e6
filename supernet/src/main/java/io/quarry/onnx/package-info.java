/** The exported model: a network with folded, quantized weights as ONNX. */
package io.quarry.onnx;
