#!/usr/bin/env bash
# A search on YARN, two node managers on this machine, in client and in cluster mode, with every
# path on HDFS. Tells what holds, and ends with 1 where something doesn't.
#
#   benchmarks/cluster/yarn.sh [CONF] [--set KEY=VALUE]...      default: the embedded search
#
# Needs what Maven resolves for Spark 3.5, and some 8 GB of memory.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$here/lib.sh"
. "$here/hadoop.sh"

conf=$root/cluster-conf/searches/glyphs.conf
if (($#)) && [[ $1 != --* ]]; then
  conf=$(readlink -f "$1")
  shift
fi

prepare_hadoop
daemon_logging
start_hadoop yarn
hadoop_fs -mkdir -p /searches
hadoop_fs -put "$conf" /searches/nightly.conf
options=(--master yarn --conf "spark.yarn.jars=local:$SPARK_HOME/jars/*" --num-executors 2
  --executor-cores 1 --executor-memory 1g --driver-memory 1g
  --conf spark.executor.memoryOverhead=1g --conf spark.executorEnv.OMP_NUM_THREADS=1
  --conf spark.ui.enabled=false --class io.quarry.Main)

check 'client mode' run client submit "${options[@]}" "$jar" \
  search hdfs:///searches/nightly.conf --runs hdfs:///client "$@"
tail -n 2 "$work/client.out" | sed 's/^/        /'
check 'cluster mode' run cluster submit --deploy-mode cluster "${options[@]}" "$jar" \
  search hdfs:///searches/nightly.conf --runs hdfs:///cluster "$@"
hadoop_fs -get '/client/*/front.csv' "$work/client.csv"
hadoop_fs -get '/cluster/*/front.csv' "$work/cluster.csv"
check 'the same front, byte for byte' cmp "$work/client.csv" "$work/cluster.csv"
check 'bad input ends the application with a failure, in cluster mode too' not run bad submit \
  --deploy-mode cluster "${options[@]}" "$jar" search hdfs:///searches/none.conf --runs hdfs:///bad
summary
