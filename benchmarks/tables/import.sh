#!/usr/bin/env bash
# Makes recorded tables of public files, for `./quarry replay`.
#
#   benchmarks/tables/import.sh DATA_DIR OUT_DIR
#
# Each table.conf beside this script names where its rows are published. DATA_DIR holds the files
# under the names that TableImport.java lists; tables whose files are missing are left out. OUT_DIR
# gets one directory a table.
set -euo pipefail

(($# == 2)) || { echo 'usage: benchmarks/tables/import.sh DATA_DIR OUT_DIR' >&2; exit 2; }
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
root=$here/../..
list=$root/benchmarks/target/classpath.txt
mvn -q -B -f "$root/pom.xml" -pl benchmarks -am -DskipTests package dependency:build-classpath \
  -Dmdep.outputFile="$list" -Dmdep.includeScope=compile
exec java -cp "$root/benchmarks/target/classes:$(cat "$list")" \
  io.quarry.benchmarks.TableImport "$here" "$1" "$2"
