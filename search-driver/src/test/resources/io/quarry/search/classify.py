"""Runs ONNX models over images, whatever the batch, and writes their logits.

classify.py IMAGES C H W THREADS BATCH... -- MODEL...

IMAGES holds float32 numbers, image after image (NCHW). For each MODEL and BATCH the logits go to
MODEL.BATCH.logits, as float32.
"""

import sys

import numpy
import onnxruntime


def session(model, threads):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Else x86 without VNNI saturates sums of products at 16 bits.
    options.add_session_config_entry("session.x64quantprecision", "1")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def main(arguments):
    split = arguments.index("--")
    path, channels, height, width, threads = arguments[0], *map(int, arguments[1:5])
    images = numpy.fromfile(path, dtype="<f4").reshape(-1, channels, height, width)
    for model in arguments[split + 1 :]:
        runtime = session(model, threads)
        assert runtime.get_modelmeta().custom_metadata_map["quarry.key"]
        for batch in map(int, arguments[5:split]):
            parts = [
                runtime.run(["logits"], {"images": images[i : i + batch]})[0]
                for i in range(0, len(images), batch)
            ]
            numpy.concatenate(parts).astype("<f4").tofile(f"{model}.{batch}.logits")


main(sys.argv[1:])
