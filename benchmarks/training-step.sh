#!/usr/bin/env bash
# Training steps of Quarry and PyTorch side by side: both programs in turn, several rounds, and the
# ratio of the medians. Needs python3 with torch, and the modules built (mvn -DskipTests package).
# Usage: benchmarks/training-step.sh [rounds] [seconds] [threads]
# Each ratio is above 1 where Quarry is faster. With one thread the CPU time's ratio is the one that
# other load on the machine disturbs least.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5} seconds=${2:-4} threads=${3:-2}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
classpath=${QUARRY_CLASSPATH:-}
if [ -z "$classpath" ]; then
  list=benchmarks/target/classpath.txt
  mvn -q -B -pl benchmarks -am -DskipTests package dependency:build-classpath \
    -Dmdep.outputFile="$PWD/$list" -Dmdep.includeScope=compile >&2
  classpath=benchmarks/target/classes:$(cat "$list")
fi
for round in $(seq "$rounds"); do
  java -cp "$classpath" io.quarry.benchmarks.TrainingStepBenchmark "$seconds" "$threads" 2>/dev/null |
    sed 's/^/quarry /' | tee -a "$log"
  python3 benchmarks/pytorch/training_step.py "$seconds" "$threads" |
    sed 's/^/torch /' | tee -a "$log"
done
python3 - "$log" <<'PY'
import statistics
import sys

rates, cpu = {}, {}
for line in open(sys.argv[1]):
    who, stack, rate, *rest = line.split()
    rates.setdefault((stack, who), []).append(float(rate))
    cpu.setdefault((stack, who), []).append(float(rest[rest.index("cpu") + 1]))
for stack in ("dense", "inverted"):
    rate = {who: statistics.median(rates[stack, who]) for who in ("quarry", "torch")}
    time = {who: statistics.median(cpu[stack, who]) for who in ("quarry", "torch")}
    print(
        f"{stack}: quarry {rate['quarry']:.2f} torch {rate['torch']:.2f} steps/s,"
        f" ratio {rate['quarry'] / rate['torch']:.2f};"
        f" CPU {time['quarry']:.1f} against {time['torch']:.1f} ms,"
        f" ratio {time['torch'] / time['quarry']:.2f}"
    )
PY
