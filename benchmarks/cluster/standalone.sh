#!/usr/bin/env bash
# A search on a standalone cluster of this machine: a master, workers on 127.0.0.1 and 127.0.0.2,
# the driver in client and in cluster mode; the same with authentication and encryption; the event
# log in the history server. Tells what holds, and ends with 1 where something doesn't.
#
#   benchmarks/cluster/standalone.sh [CONF] [--set KEY=VALUE]...      default: the embedded search
#
# Needs what Maven resolves for the build, bash, curl and some 6 GB of memory.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib.sh"

conf=$root/cluster-conf/searches/glyphs.conf
if (($#)) && [[ $1 != --* ]]; then
  conf=$(readlink -f "$1")
  shift
fi
search=(--class io.quarry.Main "$jar" search "file://$conf" "$@")
small=(--set 'data.splits={train=480,calibration=48,validation=240,test=240}'
  --set search.evaluations=16 --set search.batch=8 --set search.nsga2.population=8)

# Options that every application gets: two executors, one a worker, of one core each.
options=(--conf spark.driver.host=127.0.0.1 --conf spark.executor.cores=1
  --conf spark.executor.memory=1g --driver-memory 1g --conf spark.cores.max=2
  --conf spark.executorEnv.OMP_NUM_THREADS=1 --conf spark.ui.enabled=false)

# Whether executors on both hosts ended tasks, by the event log.
both_worked() {
  local host tasks least=1
  for host in 127.0.0.1 127.0.0.2; do
    tasks=$(grep -hc "SparkListenerTaskEnd.*\"Host\":\"$host\"" "$work"/events/*) || least=0
    printf '        tasks ended on %s: %d\n' "$host" "$tasks"
  done
  ((least))
}

same_front() {
  cmp "$work"/client/*/front.csv "$work"/cluster/*/front.csv
}

plain_cluster() {
  start_master
  start_worker 127.0.0.1 2 3g
  start_worker 127.0.0.2 2 3g
  mkdir -p "$work/events"
  check 'client mode' run client submit --master "$master_url" "${options[@]}" \
    --conf spark.eventLog.enabled=true --conf "spark.eventLog.dir=file://$work/events" \
    "${search[@]}" --runs "$work/client"
  tail -n 2 "$work/client.out" | sed 's/^/        /'
  check 'executors on both hosts evaluated' both_worked
  check 'the doctor finds the cluster fit for that search' run doctor submit \
    --master "$master_url" "${options[@]}" --class io.quarry.Main "$jar" doctor "file://$conf" \
    --runs "$work/client"
  sed 's/^/        /' "$work/doctor.out"
  # The driver runs in a worker, which has another working directory.
  check 'cluster mode' run cluster submit --master "$master_url" --deploy-mode cluster \
    --conf spark.standalone.submit.waitAppCompletion=true "${options[@]}" \
    --conf "spark.driver.extraJavaOptions=${opens[*]}" \
    "${search[@]}" --runs "file://$work/cluster"
  check 'the driver ran in a worker, and printed the front there' \
    grep -q 'front size' "$work"/127.0.0.[12]/driver-*/stdout
  check 'the same front, byte for byte' same_front
  stop_cluster
}

history() {
  local port api=api/v1/applications app
  printf 'spark.history.fs.logDirectory file://%s/events\nspark.history.ui.port 0\n' "$work" \
    > "$work/history.conf"
  daemon history org.apache.spark.deploy.history.HistoryServer --properties-file \
    "$work/history.conf"
  await 60 'the history server' grep -q 'started at http' "$work/history.log"
  port=$(sed -n 's/.*started at http:\/\/[^:]*:\([0-9]*\).*/\1/p' "$work/history.log" | tail -n 1)
  listed() {
    curl -s "http://127.0.0.1:$port/$api" > "$work/applications.json"
    grep -q '"id"' "$work/applications.json"
  }
  await 60 'the application in the history' listed
  app=$(sed -n 's/.*"id" : "\([^"]*\)".*/\1/p' "$work/applications.json" | head -n 1)
  curl -s "http://127.0.0.1:$port/$api/$app/jobs" > "$work/jobs.json"
  sed -n 's/.*"description" : "\(.*\)".*/        job: \1/p' "$work/jobs.json" | sort -u | tail -n 4
  check 'the history server tells the jobs by what they do' \
    grep -q '"description" : "Confirming' "$work/jobs.json"
  stop_cluster
}

secure_cluster() {
  (umask 077 && printf '%s\n' 'spark.authenticate true' "spark.authenticate.secret $RANDOM$RANDOM" \
    'spark.network.crypto.enabled true' 'spark.io.encryption.enabled true' > "$work/secure.conf")
  sed 's/secret .*/secret another/' "$work/secure.conf" > "$work/wrong.conf"
  start_master "$work/secure.conf"
  start_worker 127.0.0.1 1 2g "$work/secure.conf"
  start_worker 127.0.0.2 1 2g "$work/secure.conf"
  check 'authentication and encryption' run secure submit --master "$master_url" \
    --properties-file "$work/secure.conf" "${options[@]}" "${search[@]}" "${small[@]}" \
    --runs "$work/secure"
  tail -n 2 "$work/secure.out" | sed 's/^/        /'
  check 'another secret is refused' not run wrong submit --master "$master_url" \
    --properties-file "$work/wrong.conf" "${options[@]}" "${search[@]}" "${small[@]}" \
    --runs "$work/wrong"
  check 'the secret is in no log and no run' not grep -rq \
    "$(sed -n 's/.*secret //p' "$work/secure.conf")" "$work"/secure.err "$work"/secure.out \
    "$work"/secure "$work"/127.0.0.1 "$work"/master.log
}

prepare
plain_cluster
history
secure_cluster
summary
