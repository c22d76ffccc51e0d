#!/usr/bin/env bash
# The notebook of docs/notebooks, cell by cell: SALib, EMA Workbench and pandas get the same answers from exported files as
# the program (docs/how-to/python.md). Installs them, pinned, where prim.sh does: into .venv-prim of this folder's parent;
# needs python3, and Rust if target/debug/allegiance is not there.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x .venv-prim/bin/python ] || python3 -m venv .venv-prim
.venv-prim/bin/pip install --quiet --disable-pip-version-check -r checks/prim.txt
[ -x target/debug/allegiance ] || cargo build --locked
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 ALLEGIANCE=target/debug/allegiance
exec .venv-prim/bin/python -B -W ignore docs/notebooks/with_salib_and_ema.py
