#!/usr/bin/env bash
# The solver beside sGameSolver, choice by choice, in fourteen small games (docs/agreement.md). Installs sGameSolver, pinned,
# into .venv-sgamesolver of this folder's parent; needs python3 (3.11 or 3.12) with its headers, a C compiler and Rust.
#   checks/sgamesolver.sh [--wrong-precision 1.01]     the option shows that the check can fail
set -euo pipefail
cd "$(dirname "$0")/.."
venv=.venv-sgamesolver
pins=checks/sgamesolver.txt
if ! cmp -s "$pins" "$venv/installed.txt"; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  pip=("$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps)
  grep -v sgamesolver== "$pins" >"$venv/first.txt"
  "${pip[@]}" -r "$venv/first.txt"
  CFLAGS="-O2 -g0" "${pip[@]}" --no-build-isolation -r "$pins"
  cp "$pins" "$venv/installed.txt"
fi

program=target/debug/allegiance
[ -x "$program" ] || cargo build --locked
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
beside() {
  "$program" solve "checks/$1.toml" --format json --set simulation.tolerance=1e-10 >"$work/$1.json"
  "$venv/bin/python" -B checks/stochastic_game.py "checks/$1.toml" "$work/$1.json" "${@:2}"
}
# The principal branch, where backward induction does not end on it.
principal() {
  "$program" solve checks/spot-sharp.toml --format json --set simulation.tolerance=1e-10 \
    --set simulation.selection=principal >"$work/spot-sharp.json"
  "$venv/bin/python" -B checks/stochastic_game.py checks/spot-sharp.toml "$work/spot-sharp.json" "$@"
}
beside spot "$@" >"$work/spot.txt" 2>&1 &
first=$!
failed=0
for name in spot-union spot-inertia spot-mechanisms spot-energy; do
  beside "$name" "$@" >"$work/$name.txt" 2>&1 || failed=1
done
principal "$@" >"$work/spot-sharp.txt" 2>&1 || failed=1
wait "$first" || failed=1
for name in spot spot-union spot-inertia spot-mechanisms spot-energy spot-sharp; do
  echo "checks/$name.toml"
  sed 's/^/  /' "$work/$name.txt"
done
exit "$failed"
