#!/usr/bin/env bash
# Every box that patient rule induction finds, beside those of EMA Workbench: on the data of Bryant and Lempert, and on the
# draws of a scenario (docs/agreement.md). Installs EMA Workbench, pinned, into .venv-prim of this folder's parent; needs
# python3, and Rust if target/debug/allegiance is not there. Arguments go to prim.py: `--alpha 0.1` shows it red.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x .venv-prim/bin/python ] || python3 -m venv .venv-prim
.venv-prim/bin/pip install --quiet --disable-pip-version-check -r checks/prim.txt
[ -x target/debug/allegiance ] || cargo build --locked
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
exec .venv-prim/bin/python -W ignore checks/prim.py target/debug/allegiance "$@"
