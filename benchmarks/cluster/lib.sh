# Sourced by the scripts beside it: Spark's own master and workers, as processes on this machine.
#
#   prepare                          SPARK_HOME, $jar and $work, a directory for this script alone
#   start_master [PROPERTIES]        sets $master_url
#   start_worker HOST CORES MEMORY [PROPERTIES]  HOST: 127.0.0.1, 127.0.0.2, ...; ${worker_pids[HOST]}
#   stop_cluster                     also when the script ends, however it ends
#   submit ARGUMENTS                 spark-submit with the cluster's Spark
#   await SECONDS WHAT COMMAND       asks four times a second until the command succeeds
#   check WHAT COMMAND               counts and tells; summary ends the script, 1 where one failed
#   run NAME COMMAND                 its output in $work/NAME.out and .err; tells code and seconds
#
# Ports are free ones. Without SPARK_HOME it is the Spark that Maven resolved for the build.
# Processes are ended by their pid.

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
jar=$root/search-driver/target/quarry.jar
declare -A worker_pids=()
started=() passed=0 failed=0

# What Spark 3.5 needs opened on Java 17; to drivers and executors Spark gives it itself.
opens=()
for package in lang lang.invoke lang.reflect io net nio util util.concurrent util.concurrent.atomic; do
  opens+=("--add-opens=java.base/java.$package=ALL-UNNAMED")
done
for package in nio.ch nio.cs security.action util.calendar; do
  opens+=("--add-opens=java.base/sun.$package=ALL-UNNAMED")
done

die() {
  printf '%s: %s\n' "$(basename "$0")" "$1" >&2
  exit 2
}

prepare() {
  [[ -f $jar ]] || mvn -q -B -f "$root/pom.xml" -pl search-driver -am -DskipTests package >&2
  export SPARK_HOME=${SPARK_HOME:-$root/search-driver/target/spark}
  local core
  core=$(echo "$SPARK_HOME"/jars/spark-core_*.jar)
  [[ -f $core ]] || die "SPARK_HOME=$SPARK_HOME holds no jars/spark-core_*.jar."
  core=${core##*/spark-core_}
  export SPARK_SCALA_VERSION=${core%%-*} # Else its launcher looks for a Spark built in place.
  core=${core#*-}
  work=$(mktemp -d "${TMPDIR:-/tmp}/quarry-cluster-XXXXXX")
  export SPARK_CONF_DIR=$work/conf SPARK_LOCAL_DIRS=$work/local
  mkdir -p "$SPARK_CONF_DIR" "$SPARK_LOCAL_DIRS"
  cp "$root/cluster-conf/log4j2.properties" "$SPARK_CONF_DIR/log4j2.properties"
  trap stop_cluster EXIT
  trap 'exit 130' INT TERM
  printf 'Spark %s in %s, jar %s (%s bytes)\n' "${core%.jar}" "$SPARK_HOME" "$jar" "$(stat -c %s "$jar")"
}

# Runs a class of Spark's in the background, its log in $work/NAME.log; sets $pid.
daemon() {
  local name=$1
  shift
  : > "$work/$name.log"
  java -Xmx512m "${opens[@]}" "-Dlog4j2.configurationFile=$work/daemon-log4j2.properties" \
    -cp "$SPARK_CONF_DIR:$SPARK_HOME/jars/*${HADOOP_CONF_DIR:+:$HADOOP_CONF_DIR}" "$@" > "$work/$name.log" 2>&1 &
  pid=$!
  started+=("$pid")
}

daemon_logging() {
  printf '%s\n' 'rootLogger.level = info' 'rootLogger.appenderRef.out.ref = out' \
    'appender.out.type = Console' 'appender.out.name = out' \
    'appender.out.layout.type = PatternLayout' 'appender.out.layout.pattern = %d %p %c{1}: %m%n%ex' \
    > "$work/daemon-log4j2.properties"
}

start_master() {
  daemon_logging
  daemon master org.apache.spark.deploy.master.Master --host 127.0.0.1 --port 0 --webui-port 0 \
    ${1:+--properties-file "$1"}
  await 60 'the master' grep -q 'Starting Spark master at' "$work/master.log"
  master_url=$(sed -n 's/.*Starting Spark master at \(spark:[^ ]*\).*/\1/p' "$work/master.log")
}

start_worker() {
  local host=$1 cores=$2 memory=$3
  SPARK_LOCAL_IP=$host daemon "worker-$host" org.apache.spark.deploy.worker.Worker --host "$host" \
    --port 0 --webui-port 0 --cores "$cores" --memory "$memory" --work-dir "$work/$host" \
    ${4:+--properties-file "$4"} "$master_url"
  worker_pids[$host]=$pid
  await 60 "the worker on $host" grep -q 'Successfully registered' "$work/worker-$host.log"
}

stop_cluster() {
  local code=$? one
  for one in ${started[@]+"${started[@]}"}; do
    kill "$one" 2> /dev/null || true
  done
  for one in ${started[@]+"${started[@]}"}; do
    wait "$one" 2> /dev/null || true
  done
  started=() worker_pids=()
  return "$code"
}

submit() {
  if [[ -x $SPARK_HOME/bin/spark-submit ]]; then
    "$SPARK_HOME/bin/spark-submit" "$@"
    return
  fi
  local command=() word
  while IFS= read -r -d '' word; do
    command+=("${word#$'\n'}")
  done < <(java -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main \
    org.apache.spark.deploy.SparkSubmit "$@")
  "${command[@]:1}"
}

await() {
  local tries=$(($1 * 4)) what=$2
  shift 2
  until "$@"; do
    ((tries-- > 0)) || die "$what did not come; see $work."
    sleep 0.25
  done
}

check() {
  local what=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
    printf 'ok      %s\n' "$what"
  else
    failed=$((failed + 1))
    printf 'FAILED  %s\n' "$what"
  fi
}

not() {
  ! "$@"
}

# Runs a command; its output goes to a file, and what it took is told.
run() {
  local name=$1 start=$SECONDS code=0
  shift
  "$@" > "$work/$name.out" 2> "$work/$name.err" || code=$?
  printf '        %s: exit code %d after %d s\n' "$name" "$code" "$((SECONDS - start))"
  return "$code"
}

# Ends the script. What a failure left behind is kept.
summary() {
  printf '%d passed, %d failed\n' "$passed" "$failed"
  if ((failed)); then
    printf 'logs and runs: %s\n' "$work"
    exit 1
  fi
  stop_cluster
  rm -rf "$work"
}
