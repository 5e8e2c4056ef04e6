#!/usr/bin/env bash
# Decommissions workers, one after the other, while a search runs: their executors finish what they
# evaluate and go, others come; no candidate may run twice.
#
#   benchmarks/cluster/decommission.sh [WORKERS] [CONF] [--set KEY=VALUE]...     default: 5 workers
#
# Two workers of one core at a time, on 127.0.0.1, 127.0.0.2 and on. Needs what Maven resolves for the
# build, and bash.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib.sh"

wanted=5
if (($#)) && [[ $1 =~ ^[0-9]+$ ]]; then
  wanted=$1
  shift
fi
conf=$root/cluster-conf/searches/glyphs.conf
if (($#)) && [[ $1 != --* ]]; then
  conf=$(readlink -f "$1")
  shift
fi
settings=(--set search.evaluations=200 --set search.batch=20 --set search.mode=synchronous
  --set 'data.splits={train=960,calibration=64,validation=500,test=240}'
  --set execution.train-threads=1 "$@")

prepare
. "$root/benchmarks/cluster/journals.sh"
printf 'spark.decommission.enabled true\n' > "$work/worker.conf"

# The oldest worker goes, a new one comes.
replace() {
  local old=127.0.0.$1 new=127.0.0.$(($1 + 2))
  start_worker "$new" 1 2g "$work/worker.conf"
  await 60 "an executor on $new" has_executor "$new"
  sleep "$((RANDOM % 3)).$((RANDOM % 10))"
  kill -PWR "${worker_pids[$old]}"
  await 60 "the end of the executor on $old" not has_executor "$old"
  unset "worker_pids[$old]"
}

has_executor() {
  pgrep -P "${worker_pids[$1]}" > /dev/null
}

disturbed() {
  local search
  search_as disturbed "${settings[@]}" &
  search=$!
  await 120 'the first executor' has_executor 127.0.0.1
  while ((gone < wanted)) && kill -0 "$search" 2> /dev/null; do
    replace "$((gone + 1))"
    gone=$((gone + 1))
  done
  wait "$search"
}

gone=0
start_master "$work/worker.conf"
start_worker 127.0.0.1 1 2g "$work/worker.conf"
start_worker 127.0.0.2 1 2g "$work/worker.conf"
search_as calm "${settings[@]}" || die "the undisturbed search failed; see $work."
journal calm
check 'decommissioned' disturbed
journal disturbed
printf '%d workers decommissioned, %d rows, %s tasks ran again\n' \
  "$gone" "$(wc -l < "$work/disturbed.txt")" "$(ran_again disturbed)"
check "$wanted workers went" test "$gone" -eq "$wanted"
check 'no candidate ran twice' test "$(ran_again disturbed)" -eq 0
check 'the same rows and values' cmp "$work/calm.txt" "$work/disturbed.txt"
check 'the same front' same_front disturbed
summary
