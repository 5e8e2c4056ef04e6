#!/usr/bin/env bash
# Kills drivers of synchronous searches at random moments (kill -9), starts them again until each
# search has come to its end, and compares every journal with that of a search nobody disturbed.
#
#   benchmarks/cluster/driver-kills.sh [DIR] [KILLS] [SEED]
#
# DIR (a new temporary directory) keeps what the runs leave, and a later call goes on from its
# undisturbed search; KILLS (20) is how many to do; SEED (1) decides the moments. Prints a line a kill
# and a summary, and fails where anything differs. A kill counts when it hit a driver that was alive.
# Takes some ten seconds a kill on two cores.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dir=${1:-$(mktemp -d)}
kills=${2:-20}
seed=${3:-1}
RANDOM=$seed
mkdir -p "$dir"
target=$root/search-driver/target
quick='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' # Most of the time goes into starting drivers.

cat > "$dir/kills.conf" <<'CONF'
name = kills
seed = 5
data { classes = 4, size-pixels = 12
  splits { train = 320, calibration = 32, validation = 600, test = 80 } }
supernet {
  stem { widths = [4], stride = 2 }
  stages = [{ blocks = [inverted, fused], depths = [1, 2], widths = [4, 8], kernels = [3, 5]
    expansions = [1, 2], stride = 2 }]
  recipe { batch = 32, phases = [
    { kind = largest, epochs = 3, learning-rate = 0.1, warmup-fraction = 0 }
    { kind = sandwich, epochs = 3, learning-rate = 0.05, warmup-fraction = 0 } ] }
}
search { evaluations = 120, batch = 16, nsga2.population = 16 }
execution.train-threads = 1
CONF

# A search; the shell that runs it becomes the driver.
search() {
  exec "$root/quarry" search "$dir/kills.conf" --runs "$1" --run r --progress lines \
    --master 'local[2]' --conf spark.ui.enabled=false \
    --driver-java-options "$quick" >> "$1.out" 2>> "$1.err"
}

# The rows of a run's store, in order, without what differs from start to start (time, host).
journal() {
  # shellcheck disable=SC2086
  java $quick -cp "$target/quarry.jar:$target/spark/jars/*" io.quarry.Main \
    status "$1/r" --journal 2> /dev/null
}

now_ms() { date +%s%3N; }

if [[ ! -f $dir/reference.ms ]]; then
  echo "undisturbed search in $dir/reference ..."
  start=$(now_ms)
  (search "$dir/reference")
  journal "$dir/reference" > "$dir/reference.journal"
  echo $(($(now_ms) - start)) > "$dir/reference.ms"
fi
took=$(cat "$dir/reference.ms")
rows=$(wc -l < "$dir/reference.journal")
echo "$rows rows in $((took / 1000)) s"

killed=0 searches=0 lost=0 doubled=0 identical=0 same_front=0 worst=0
while ((killed < kills)); do
  searches=$((searches + 1))
  runs=$dir/search-$seed-$searches
  : > "$runs.seen"
  # Every third search trains its own supernet, and may be killed at that; the others search.
  if ((searches % 3 > 0)); then
    mkdir -p "$runs"
    cp -r "$dir/reference/supernets" "$runs/"
  fi
  while true; do
    search "$runs" &
    driver=$!
    delay=$((took / 6 + (RANDOM * 32768 + RANDOM) % took))
    end=$(($(now_ms) + delay))
    while kill -0 "$driver" 2> /dev/null && (($(now_ms) < end)); do sleep 0.02; done
    if ((killed < kills)) && kill -9 "$driver" 2> /dev/null; then
      { wait "$driver"; } 2> /dev/null || true
      killed=$((killed + 1))
      if [[ -f $runs/r/config.conf ]]; then journal "$runs" > "$runs.now"; else : > "$runs.now"; fi
      kept=$(grep -vc '^!' "$runs.now" || true)
      gone=$(grep -v '^!' "$runs.seen" | grep -vxFc -f "$runs.now" || true)
      twice=$(grep -c '^!.*once more' "$runs.now" || true)
      lost=$((lost + gone)) doubled=$((doubled + twice))
      echo "kill $killed: search $searches after $delay ms, $kept of $rows rows in its store"
      cp "$runs.now" "$runs.seen"
    else
      code=0
      wait "$driver" || code=$?
      if ((code != 0)); then
        echo "search $searches ended with $code; see $runs.err" >&2
        exit 1
      fi
      break
    fi
  done
  journal "$runs" > "$runs.journal"
  gone=$(grep -vxFc -f "$runs.journal" "$dir/reference.journal" || true)
  twice=$(grep -c '^!.*once more' "$runs.journal" || true)
  lost=$((lost + gone)) doubled=$((doubled + twice))
  if cmp -s "$runs.journal" "$dir/reference.journal"; then identical=$((identical + 1)); fi
  if cmp -s "$runs/r/front.csv" "$dir/reference/r/front.csv"; then
    same_front=$((same_front + 1))
  fi
  files=$(find "$runs/r/measurements" -name 'outcomes-*.parquet' | wc -l)
  if ((files > worst)); then worst=$files; fi
done

echo
echo "kills $killed, searches $searches, rows lost $lost, rows doubled $doubled," \
  "journals identical $identical of $searches, fronts identical $same_front of $searches," \
  "most files of a store $worst"
((lost == 0 && doubled == 0 && identical == searches && same_front == searches))
