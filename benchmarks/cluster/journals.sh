# Sourced after lib.sh by scripts that compare what searches measured.
#
#   search_as NAME SETTINGS       a search of $conf on $master_url into $work/runs/NAME-*
#   journal NAME                  what it measured, as text in $work/NAME.txt
#   same_front NAME               whether its front is that of the run calm
#   ran_again NAME                how many times candidates of it ran again
#   executor_pids                 of all workers

natives=$(printf '%s\n' "$root"/search-driver/target/natives/*.jar)
[[ -f ${natives%%$'\n'*} ]] || natives=''
classes=$root/benchmarks/target/classes
[[ -d $classes ]] || mvn -q -B -f "$root/pom.xml" -pl benchmarks -am -DskipTests package >&2

# Executors that live for seconds are not worth compiling twice.
search_as() {
  local name=$1
  shift
  run "$name" submit --master "$master_url" ${natives:+--jars "${natives//$'\n'/,}"} \
    --conf spark.driver.host=127.0.0.1 --conf spark.executor.cores=1 \
    --conf spark.executor.memory=1g --driver-memory 1g --conf spark.ui.enabled=false \
    --conf "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC" \
    --conf spark.executorEnv.OMP_NUM_THREADS=1 --conf spark.decommission.enabled=true \
    ${natives:+--driver-class-path "${natives//$'\n'/:}"} \
    --class io.quarry.Main "$jar" search "$conf" --runs "$work/runs" --run "$name" "$@"
}

journal() {
  java -cp "$classes:$SPARK_HOME/jars/*" io.quarry.benchmarks.JournalText "$(directory "$1")" \
    > "$work/$1.txt" 2> "$work/$1.journal.err"
}

directory() {
  echo "$work/runs/$1"
}

same_front() {
  cmp "$(directory calm)/front.csv" "$(directory "$1")/front.csv"
}

ran_again() {
  grep -c 'that ran on' "$work/$1.err" || true
}

executor_pids() {
  local worker
  for worker in "${worker_pids[@]}"; do
    pgrep -P "$worker" || true
  done
}
