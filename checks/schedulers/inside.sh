#!/usr/bin/env bash
# The part of checks/schedulers.sh that is in a namespace of its own: three schedulers, one after the other.
# Takes the program, an empty folder and names of schedulers; prints a line for each point, gives 1 if one fails.
set -uo pipefail
export PROGRAM=$1 NOTES=$2/notes HELD=3
work=$2
shift 2
(($#)) || set -- slurm hyperqueue parallel
here=$PWD/checks/schedulers
export PATH=$here:$PWD/.venv-schedulers/bin:$PATH
damaged=1
shards=7
# The last one comes to no good where a script does not quote it.
small=(--set simulation.draws=40 --set simulation.paths=20 --set 'client.delivery={ dist = "uniform", low = 0.5, high = 1.0 }')
mkdir "$NOTES" "$work/tmp"
export TMPDIR=$work/tmp
ln -s "$PWD/scenarios" "$work/scenarios"
cd "$work" || exit 1
# One core a task, as on a cluster: the cores of this machine are shared by all of them.
export RAYON_NUM_THREADS=1

failed=0
# point WORDS COMMAND…: whether the command is true.
point() {
  local words=$1
  shift
  if "$@" >"$work/said" 2>&1; then
    echo "holds  $words"
  else
    echo "FAILS  $words"
    tail -n 5 "$work/said" | sed 's/^/         /'
    failed=1
  fi
}
# until_true SECONDS COMMAND…: waits until the command is true.
until_true() {
  local last=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < last)) || { echo "not within the time: $*" && return 1; }
    sleep 0.1
  done
}
same() { test "$1" = "$2" || { echo "$1 instead of $2" && return 1; }; }
all_there() {
  local there
  there=$(cd "$1" && find . -type f ! -name '*.log' -printf '%f\n' | sort -n | paste -sd' ')
  same "$there" "$(seq -f "%g-of-$shards.shard" -s ' ' 0 $((shards - 1)))"
}
planned() { "$PROGRAM" plan scenarios/belarus-2020.toml "${small[@]}" --shards "$shards" --for "$1" -o merged >plan.sh; }
not() { ! "$@"; }

# The program notes what its tasks do only where a scheduler calls it.
point "the single run" "$PROGRAM" run scenarios/belarus-2020.toml "${small[@]}" -o "$work/single"

ip link set lo up
ip addr add 10.255.0.1/32 dev lo # a host with nothing but a loopback address is not found by its name
hostname n1
printf '127.0.0.1 localhost\n10.255.0.1 n1\n' >"$work/hosts"
mount --bind "$work/hosts" /etc/hosts

for scheduler in "$@"; do
  mkdir "$work/$scheduler"
  cd "$work/$scheduler" || exit 1
  ln -s ../scenarios scenarios
  point "$scheduler: there is a plan" planned "$scheduler"
  # shellcheck disable=SC1090
  source "$here/$scheduler.sh"
  point "$scheduler: all $shards shards, and nothing beside them but logs" all_there merged.shards
  point "$scheduler: what is merged is the single run, byte for byte" diff -r "$work/single" merged
done
exit "$failed"
