#!/usr/bin/env bash
# Kills executors at random while searches run, and compares what the searches measured with an
# undisturbed one: nothing may be lost, doubled or different.
#
#   benchmarks/cluster/executor-kills.sh [KILLS] [CONF] [--set KEY=VALUE]...     default: 50 kills
#
# A master and two workers, on 127.0.0.1 and 127.0.0.2, with an executor of one core each. One is
# killed (-9) at a random moment whenever both have started; searches follow each other until so many
# were killed. Needs what Maven resolves for the build, and bash.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib.sh"

wanted=50
if (($#)) && [[ $1 =~ ^[0-9]+$ ]]; then
  wanted=$1
  shift
fi
conf=$root/cluster-conf/searches/glyphs.conf
if (($#)) && [[ $1 != --* ]]; then
  conf=$(readlink -f "$1")
  shift
fi
settings=(--set search.evaluations=120 --set search.batch=20 --set search.mode=synchronous
  --set 'data.splits={train=960,calibration=64,validation=300,test=240}'
  --set execution.train-threads=1 "$@")
kills=0
start_seconds=4 # of processor time

prepare
. "$root/benchmarks/cluster/journals.sh"

# Whether an executor has done what it takes to start, whatever else the machine does meanwhile.
has_started() {
  local seconds
  seconds=$(ps -o cputimes= -p "$1") && ((seconds >= start_seconds))
}

# Kills a random executor of the two, some time after both have started.
kill_one() {
  local search=$1 executors
  sleep "$((RANDOM % 3)).$((RANDOM % 10))"
  while kill -0 "$search" 2> /dev/null; do
    mapfile -t executors < <(executor_pids)
    if ((${#executors[@]} == 2)) && has_started "${executors[0]}" && has_started "${executors[1]}"
    then
      kill -9 "${executors[RANDOM % 2]}" 2> /dev/null && kills=$((kills + 1))
      return
    fi
    sleep 0.1
  done
}

disturbed() {
  local name=$1 search
  search_as "$name" "${settings[@]}" &
  search=$!
  while kill -0 "$search" 2> /dev/null; do
    kill_one "$search"
  done
  wait "$search"
}

start_master
start_worker 127.0.0.1 1 2g
start_worker 127.0.0.2 1 2g
search_as calm "${settings[@]}" || die "the undisturbed search failed; see $work."
journal calm
printf '        %d rows\n' "$(wc -l < "$work/calm.txt")"
number=0
while ((kills < wanted)); do
  number=$((number + 1)) before=$kills
  check "search $number ends" disturbed "disturbed-$number"
  journal "disturbed-$number"
  printf '        %d executors killed, %d in all; %s of tasks ran again\n' \
    "$((kills - before))" "$kills" "$(ran_again "disturbed-$number")"
  check "search $number: the same rows and values" \
    cmp "$work/calm.txt" "$work/disturbed-$number.txt"
  check "search $number: the same front" same_front "disturbed-$number"
done
printf '%d searches, %d executors killed\n' "$number" "$kills"
summary
