#!/usr/bin/env bash
# The solver beside a NumPy program that does the same, in turn, so that both meet the same noise.
# Installs NumPy, pinned, into .venv of this folder's parent; needs python3 and Rust.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check numpy==2.2.6
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 RAYON_NUM_THREADS=1
cargo bench --bench pipeline --no-run
for round in 1 2 3; do
  echo "round $round: NumPy, plain backward induction to 1e-6"
  .venv/bin/python benches/numpy_reference.py scenarios/belarus-2020.toml --tolerance 1e-6 --time 20
  echo "round $round: allegiance"
  cargo bench --bench pipeline -- 'solve to 1e-6' --sample-size 50 --measurement-time 3 2>/dev/null | grep 'time:'
done
