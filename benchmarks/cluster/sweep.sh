#!/usr/bin/env bash
# A one-shot search with two targets on a standalone cluster of this machine, its runs on HDFS: the
# supernets train side by side; a second driver is refused; the first is told to end and started
# again, and an executor killed (-9); and each run is the one that its target has alone.
#
#   benchmarks/cluster/sweep.sh [--set KEY=VALUE]...
#
# Needs what Maven resolves, and some 7 GB of memory. Takes some four minutes on two cores.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$here/lib.sh"
. "$here/hadoop.sh"

settings=(--set search.tactic=fliqs --set 'policy.formats=[int8,int4,int3,int2]'
  --set 'data.splits={train=4800,calibration=128,validation=600,test=600}'
  --set 'supernet.recipe.phases=[{kind=largest,epochs=2,learning-rate=0.1,warmup-fraction=0.1}]'
  --set fliqs.epochs=8 --set execution.train-threads=1 "$@")
targets=(0.02 0.03)
options=(--conf spark.driver.host=127.0.0.1 --conf spark.executor.cores=1
  --conf spark.executor.memory=1g --driver-memory 1g --conf spark.cores.max=2
  --conf spark.executorEnv.OMP_NUM_THREADS=1 --conf spark.ui.enabled=false
  --conf spark.executor.heartbeatInterval=1s)

search() {
  submit --master "$1" "${options[@]}" --class io.quarry.Main "$jar" search "${settings[@]}" "${@:2}"
}

# The sweep; the shell that runs it becomes the driver's parent.
sweep() {
  search "$master_url" --set 'fliqs.target.gbops=[0.02,0.03]' --run r --runs hdfs:///runs \
    --progress lines
}

# Steps of a target's training that the driver knows of.
steps() {
  hadoop_fs -cat "/runs/r-$1gbops/progress.json" 2> /dev/null \
    | sed -n 's/.*"done" : \([0-9]*\),/\1/p'
}

both_train() {
  local one
  for one in "${targets[@]}"; do
    [[ $(steps "$one") -gt 0 ]] || return 1
  done
}

executor_of() {
  pgrep -f -- "CoarseGrainedExecutorBackend .*--hostname $1 "
}

# Whether the executor of a host has done what it takes to start, and trains.
trains() {
  local executor seconds
  executor=$(executor_of "$1") && seconds=$(ps -o cputimes= -p "$executor") && ((seconds >= 12))
}

driver_of() {
  pgrep -f -- "io.quarry.Main .*--runs hdfs:///runs"
}

same_as_alone() {
  hadoop_fs -cat "/runs/r-$1gbops/$2" | cmp - "$work/alone/r-$1/$2"
}

prepare_hadoop
daemon_logging
start_hadoop hdfs
start_master
start_worker 127.0.0.1 1 2g
start_worker 127.0.0.2 1 2g
for one in "${targets[@]}"; do
  check "$one GBOPs alone" run "alone-$one" search 'local[2]' --set "fliqs.target.gbops=$one" \
    --run "r-$one" --runs "$work/alone"
done

run first sweep &
first=$!
await 240 'the trainings' both_train
check 'a second driver is refused, code 5' not run second sweep
check 'who has the run is told' grep -q 'is being written by another driver' "$work/second.err"
kill "$(driver_of)"
check 'a driver that is told to end does so' not wait "$first"
check 'what was trained is kept' grep -q 'the next start continues from there' "$work/first.err"
run again sweep &
again=$!
await 120 'the trainings' trains 127.0.0.2
kill -9 "$(executor_of 127.0.0.2)"
printf '        an executor was killed\n'
check 'the next start continues, and the killed task too' wait "$again"
check 'a task was lost' grep -q 'Lost task' "$work/again.err"
tail -n 6 "$work/again.out" | sed 's/^/        /'
for one in "${targets[@]}"; do
  for file in front.csv controller.csv; do
    check "$one GBOPs: the same $file as alone" same_as_alone "$one" "$file"
  done
done
summary
