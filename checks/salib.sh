#!/usr/bin/env bash
# `allegiance sensitivity` beside SALib on the same evaluations, index by index (docs/agreement.md). Installs SALib, pinned,
# into .venv-salib of this folder's parent; needs python3, and Rust if target/debug/allegiance is not there.
#   checks/salib.sh [--spoil]     the option shows that the check can fail
set -euo pipefail
cd "$(dirname "$0")/.."
venv=.venv-salib
pins=checks/salib-requirements.txt
if ! cmp -s "$pins" "$venv/installed.txt"; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$pins"
  cp "$pins" "$venv/installed.txt"
fi
program=target/debug/allegiance
[ -x "$program" ] || cargo build --locked
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
small=(sensitivity scenarios/belarus-2020.toml --evaluations --trajectories 4 --format csv)
"$program" "${small[@]}" --points 32 -o "$work/numbers" >/dev/null
"$program" "${small[@]}" --points 16 --second --starts --group powers=patron.loyalty_value,patron.patience \
  --quantity dispute -o "$work/pairs" >/dev/null
# Where responses are less sharp every game is certified, as the comparison of effects needs.
calm=(--screen --set client.precision=1 --set patron.precision=1)
"$program" "${small[@]}" "${calm[@]}" -o "$work/effects" >/dev/null
"$program" "${small[@]}" "${calm[@]}" --group powers=patron.loyalty_value,patron.patience -o "$work/grouped" >/dev/null
"$venv/bin/python" -B checks/salib.py "$work"/{numbers,pairs,effects,grouped} "$@"
