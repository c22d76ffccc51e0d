#!/usr/bin/env bash
# Shards on real schedulers: Slurm, HyperQueue and GNU parallel each make seven shards of a small run of the seed case, and what
# is merged of them is the single run, byte for byte. The scripts are those that `plan` prints. Under Slurm the machine of one task
# dies in its work, so that Slurm queues the task again, and one shard is damaged and made again.
#   checks/schedulers.sh PROGRAM [SCHEDULER…]      slurm, hyperqueue, parallel; all of them without a name
# Prints a line for each point; exit code 1 if one fails, 2 where the check cannot be made. Needs root, since the daemons get
# processes, a network and a host name of their own, which end with the check; Debian's slurmctld, slurmd, slurm-client,
# parallel and iproute2, which it installs in CI where it may; and python3, for what checks/schedulers.txt pins.
set -euo pipefail
program=$(realpath "$1")
shift
cd "$(dirname "$0")/.."
export DEBIAN_FRONTEND=noninteractive
cannot() {
  echo "NOT CHECKED: shards on real schedulers. $1"
  exit 2
}

[ "$(id -u)" = 0 ] || cannot "That needs root, for daemons in a namespace of their own"
declare -A package=([slurmctld]=slurmctld [slurmd]=slurmd [sbatch]=slurm-client [parallel]=parallel [ip]=iproute2)
lacking() { for name in "${!package[@]}"; do command -v "$name" >/dev/null || echo "${package[$name]}"; done; }
if [ -n "$(lacking)" ] && [ "${CI:-}" = true ] && command -v apt-get >/dev/null; then
  # shellcheck disable=SC2046 # a word each
  apt-get update -q >/dev/null && apt-get install -q -y --no-install-recommends $(lacking) >/dev/null || true
fi
[ -z "$(lacking)" ] || cannot "That needs $(lacking | sort | paste -sd ' ') (Debian: apt-get install)"
alone=(unshare --net --uts --pid --fork --mount --mount-proc --kill-child)
"${alone[@]}" true 2>/dev/null || cannot "Namespaces cannot be made here (unshare)"

venv=.venv-schedulers
pins=checks/schedulers.txt
if ! cmp -s "$pins" "$venv/installed.txt"; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps -r "$pins"
  cp "$pins" "$venv/installed.txt"
fi

# All processes of the check are in one namespace and end with its first, which ends with this script, however that ends.
work=$(mktemp -d)
inside=
trap '[ -z "$inside" ] || { kill -KILL "$inside" 2>/dev/null || true; wait "$inside" 2>/dev/null || true; }; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
setpriv --pdeathsig KILL "${alone[@]}" checks/schedulers/inside.sh "$program" "$work" "$@" &
inside=$!
wait "$inside" || { code=$? inside=; exit "$code"; }
inside=
