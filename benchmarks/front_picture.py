"""Draws the fronts of finished runs: size against accuracy on the test split.

Usage: python3 benchmarks/front_picture.py OUT.svg RUN_DIRECTORY...   (needs matplotlib)
"""

import csv
import json
import pathlib
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "quarry"
import matplotlib.pyplot as plt  # noqa: E402

MARKERS = "os^Dv"
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"]  # Okabe and Ito


def main(out, *runs):
    figure, axes = plt.subplots(figsize=(7, 4))
    for index, run in enumerate(runs):
        directory = pathlib.Path(run)
        seed = json.loads((directory / "summary.json").read_text())["seed"]
        with open(directory / "front.csv", newline="") as table:
            rows = list(csv.DictReader(table))
        sizes = [float(row["size_bytes"]) for row in rows]
        accuracies = [100 - float(row["test_top1_error_percent"]) for row in rows]
        axes.plot(
            sizes,
            accuracies,
            marker=MARKERS[index % len(MARKERS)],
            color=COLOURS[index % len(COLOURS)],
            linewidth=0.8,
            markersize=4,
            label=f"seed {seed}",
        )
    axes.set_xscale("log")
    axes.set_xlabel("weight size (bytes, packed)")
    axes.set_ylabel("test accuracy (%)")
    axes.grid(True, which="both", linewidth=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(out, metadata={"Date": None})


if __name__ == "__main__":
    main(*sys.argv[1:])
