#!/usr/bin/env bash
# What the engine costs and survives, measured on this machine:
#
#   benchmarks/cluster/evaluation.sh WHAT...        WHAT: all, or some of
#     rate       trivial evaluations a second through the driver
#     tasks      tasks a second through the driver
#     overhead   slot time that an evaluation of a second costs beyond it, local and on two executors
#     memory     heap of a driver of 1 GB over 100,000 outcomes
#     bad        500 candidates, 5 % of which throw, hang or eat memory, on two executors
#     crash      the same, some of which end their executors
#     scaling    candidates a second on two executors over one; wants two cores to itself
#     scaling-sleep  the same with candidates that sleep
#
# Needs what Maven resolves for the build, and bash.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib.sh"

prepare
classes=$root/benchmarks/target/classes
[[ -d $classes ]] || mvn -q -B -f "$root/pom.xml" -pl benchmarks -am -DskipTests package >&2

# Runs a program of the benchmarks, which starts executors of its own where it needs some.
program() {
  local heap=$1
  shift
  (cd "$work" && java "-Xmx$heap" "${opens[@]}" \
    "-Dlog4j2.configurationFile=$SPARK_CONF_DIR/log4j2.properties" \
    -cp "$classes:$jar:$root/search-driver/target/natives/*:$SPARK_HOME/jars/*" \
    "io.quarry.benchmarks.$1" "${@:2}")
}

measure() {
  printf '\n== %s\n' "$1"
  case $1 in
    rate) program 1g EngineBenchmark rate 'local[2]' ;;
    tasks) program 1g EngineBenchmark tasks 'local[128]' ;;
    overhead)
      program 1g EngineBenchmark overhead 'local[2]'
      program 1g EngineBenchmark overhead 'local-cluster[2,1,1024]'
      ;;
    memory) program 1g EngineBenchmark memory 'local[2]' ;;
    bad) program 1g BadCandidates 1000 3000 2> "$work/bad.log" ;;
    crash) program 1g BadCandidates 1000 3000 crashes 2> "$work/crash.log" ;;
    scaling) program 2g ExecutorScaling 3 ;;
    scaling-sleep) program 1g ExecutorScaling 3 sleep ;;
    *) die "nothing is called $1." ;;
  esac
}

(($#)) || set -- all
[[ $1 != all ]] || set -- rate tasks overhead memory bad crash scaling scaling-sleep
for what; do
  measure "$what"
done
summary
