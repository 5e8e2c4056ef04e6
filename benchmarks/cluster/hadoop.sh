# Sourced by hdfs.sh and yarn.sh after lib.sh: a small Hadoop as a process on this machine.
#
#   prepare_hadoop        prepare, and a SPARK_HOME with the jars for YARN where Spark's has none
#   start_hadoop hdfs|yarn           sets $hdfs, and HADOOP_CONF_DIR for what is started later
#   hadoop_fs ARGUMENTS              Hadoop's file system shell

prepare_hadoop() {
  prepare
  mini=$root/benchmarks/cluster/target/jars
  [[ -n $(ls "$mini" 2> /dev/null) ]] || mvn -q -B -f "$root/benchmarks/cluster/pom.xml" \
    dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$mini" >&2
  mkdir -p "$work/home/jars" "$work/hadoop"
  ln -s "$SPARK_HOME"/jars/*.jar "$work/home/jars/"
  local one
  for one in "$mini"/*.jar; do
    # The mini cluster holds classes of its own that drivers and executors must not see.
    [[ $one == */hadoop-client-minicluster-* || -e $work/home/jars/${one##*/} ]] \
      || ln -s "$one" "$work/home/jars/"
  done
  if [[ -d $SPARK_HOME/bin ]]; then
    ln -s "$SPARK_HOME/bin" "$work/home/bin"
  fi
  export SPARK_HOME=$work/home
}

start_hadoop() {
  (cd "$work/hadoop" && exec java -Xmx1g "${opens[@]}" \
    "-Dlog4j2.configurationFile=$work/daemon-log4j2.properties" \
    -cp "$SPARK_HOME/jars/*:$(echo "$mini"/hadoop-client-minicluster-*.jar)" \
    "$root/benchmarks/cluster/MiniHadoop.java" "$work/hadoop/data" "$work/hadoop" "$1") \
    > "$work/hadoop.log" 2>&1 &
  started+=($!)
  await 120 "Hadoop's $1" grep -q '^ready: ' "$work/hadoop.log"
  hdfs=$(sed -n 's/^ready: //p' "$work/hadoop.log")
  export HADOOP_CONF_DIR=$work/hadoop
}

hadoop_fs() {
  java "-Dlog4j2.configurationFile=$SPARK_CONF_DIR/log4j2.properties" \
    -cp "$HADOOP_CONF_DIR:$SPARK_HOME/jars/*" org.apache.hadoop.fs.FsShell "$@"
}
