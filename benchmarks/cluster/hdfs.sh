#!/usr/bin/env bash
# A search on a standalone cluster of this machine with every path on HDFS: the configuration and
# what it includes, the runs and supernets, the event log, and in cluster mode the jar. Tells what
# holds, and ends with 1 where something doesn't.
#
#   benchmarks/cluster/hdfs.sh [CONF] [--set KEY=VALUE]...      default: the embedded search
#
# Needs what Maven resolves, and some 6 GB of memory.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$here/lib.sh"
. "$here/hadoop.sh"

conf=$root/cluster-conf/searches/glyphs.conf
if (($#)) && [[ $1 != --* ]]; then
  conf=$(readlink -f "$1")
  shift
fi
options=(--conf spark.driver.host=127.0.0.1 --conf spark.executor.cores=1
  --conf spark.executor.memory=1g --driver-memory 1g --conf spark.cores.max=2
  --conf spark.executorEnv.OMP_NUM_THREADS=1 --conf spark.ui.enabled=false
  --conf spark.eventLog.enabled=true --conf spark.eventLog.dir=hdfs:///events)

prepare_hadoop
daemon_logging
start_hadoop hdfs
hadoop_fs -mkdir -p /searches /events /lib
hadoop_fs -put "$conf" /searches/base.conf
hadoop_fs -put - /searches/nightly.conf <<< 'include "base.conf"'
hadoop_fs -put "$jar" /lib/quarry.jar
start_master
start_worker 127.0.0.1 2 3g
start_worker 127.0.0.2 2 3g

# No host in the paths: HADOOP_CONF_DIR says which HDFS is meant.
check 'client mode, all paths on HDFS' run client submit --master "$master_url" "${options[@]}" \
  --class io.quarry.Main "$jar" search hdfs:///searches/nightly.conf --runs hdfs:///client "$@"
tail -n 2 "$work/client.out" | sed 's/^/        /'
check 'cluster mode, the jar on HDFS too' run cluster submit --master "$master_url" \
  --deploy-mode cluster --conf spark.standalone.submit.waitAppCompletion=true "${options[@]}" \
  --conf "spark.driver.extraJavaOptions=${opens[*]}" \
  --class io.quarry.Main hdfs:///lib/quarry.jar \
  search hdfs:///searches/nightly.conf --runs hdfs:///cluster "$@"
hadoop_fs -get '/client/*/front.csv' "$work/client.csv"
hadoop_fs -get '/cluster/*/front.csv' "$work/cluster.csv"
check 'the same front, byte for byte' cmp "$work/client.csv" "$work/cluster.csv"
hadoop_fs -ls -R /client /events > "$work/listing.txt"
check 'runs, supernets, models and event logs are on HDFS' \
  grep -q '/client/supernets/.*safetensors' "$work/listing.txt"
sed -n 's/.* \(\/.*\(parquet\|csv\|json\|onnx\|safetensors\)\)$/        \1/p' "$work/listing.txt" | head -n 8
check 'nothing was written beside it' test ! -e runs
summary
