#!/usr/bin/env bash
# A search over spaces on a standalone cluster of this machine, all it keeps on HDFS: stages are
# distilled side by side by two drivers at once; one driver is told to end, an executor killed (-9),
# and nothing that was done is done again; and the losses are those that one process finds.
#
#   benchmarks/cluster/space.sh [--set KEY=VALUE]...
#
# Needs what Maven resolves, and some 7 GB of memory. Takes some five minutes on two cores.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$here/lib.sh"
. "$here/hadoop.sh"

settings=(--set 'data.splits={train=2400,calibration=128,validation=600,test=600}'
  --set 'policy.formats=[float32,int8]' --set hyperspace.distillation.sub-stages=60
  --set execution.train-threads=1 "$@")
options=(--conf spark.driver.host=127.0.0.1 --conf spark.executor.cores=1
  --conf spark.executor.memory=1g --driver-memory 1g --conf spark.cores.max=2
  --conf spark.executorEnv.OMP_NUM_THREADS=1 --conf spark.ui.enabled=false
  --conf spark.executor.heartbeatInterval=1s)

quarry() {
  submit --master "$1" "${options[@]}" --class io.quarry.Main "$jar" "${@:2}" "${settings[@]}"
}

# On the cluster; the shell that runs it becomes the driver's parent.
space() {
  quarry "$master_url" space --host-class here --runs hdfs:///runs --latency-ms 1 --random 9 \
    --progress lines
}

# How many stages are there.
distilled() {
  hadoop_fs -ls '/runs/stages/*/*.parquet' 2> /dev/null | grep -c 'parquet$' || true
}

at_least() {
  (($(distilled) >= $1))
}

executor_of() {
  pgrep -f -- "CoarseGrainedExecutorBackend .*--hostname $1 "
}

# Whether the executor of a host has done what it takes to start, and distils.
works() {
  local executor seconds
  executor=$(executor_of "$1") && seconds=$(ps -o cputimes= -p "$executor") && ((seconds >= 10))
}

driver_of() {
  pgrep -f -- "io.quarry.Main .* space .*--runs hdfs:///runs" | head -n 1
}

# Names, sizes and times of the stages that are there.
stages() {
  hadoop_fs -ls '/runs/stages/*/*.parquet' | awk '{ print $5, $6, $7, $8 }'
}

# Losses, not latencies: of the rows, all but the last column.
losses() {
  cut -d, -f1-8
}

prepare_hadoop
daemon_logging
start_hadoop hdfs
check 'a profile' run profile quarry 'local[1]' profile --host-class here --networks 32 \
  --runs "$work/alone"
hadoop_fs -mkdir -p /runs/profiles
hadoop_fs -put "$work/alone/profiles/here.json" /runs/profiles/here.json
check 'in one process' run alone quarry 'local[2]' space --host-class here --runs "$work/alone" \
  --latency-ms 1 --random 9
start_master
start_worker 127.0.0.1 1 2g
start_worker 127.0.0.2 1 2g

run first space &
first=$!
await 240 'the first stages' at_least 2
kill "$(driver_of)"
check 'a driver that is told to end does so' not wait "$first"
check 'what was distilled is kept' grep -q 'those that are done are kept' "$work/first.err"
stages > "$work/before.txt"
run again space &
again=$!
await 120 'the executor' works 127.0.0.2
kill -9 "$(executor_of 127.0.0.2)"
printf '        an executor was killed\n'
check 'the next start continues, and the killed task too' wait "$again"
check 'a task was lost' grep -q 'Lost task' "$work/again.err"
stages > "$work/after.txt"
check 'no stage was distilled again' test -z "$(comm -23 "$work/before.txt" "$work/after.txt")"
check 'eight stages are there' test "$(distilled)" = 8
tail -n 6 "$work/again.out" | sed 's/^/        /'
hadoop_fs -cat '/runs/glyphs-space-*/table/stages.csv' | losses > "$work/there.csv"
losses < "$(echo "$work"/alone/glyphs-space-*/table/stages.csv)" > "$work/here.csv"
check 'the same losses as in one process' cmp "$work/there.csv" "$work/here.csv"
hadoop_fs -cat '/runs/glyphs-space-*/space.conf' > "$work/there.conf"
check 'the space is there' grep -q '^stage2 { type = ' "$work/there.conf"
hadoop_fs -rm -r '/runs/stages/*/stage1-*.parquet' > /dev/null
run one space &
one=$!
run other space &
other=$!
check 'one of two drivers at once ends' wait "$one"
check 'the other one, too' wait "$other"
check 'neither did what the other one did' not grep -q 'were not distilled' "$work/one.err" "$work/other.err"
summary
