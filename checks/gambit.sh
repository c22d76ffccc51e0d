#!/usr/bin/env bash
# Quarters of the game, exported, solved by Gambit and compared choice by choice with what the program says
# (docs/agreement.md). Installs Gambit's Python package, pinned, into .venv-gambit of this folder's parent; needs
# python3, a C++ compiler, and Rust if target/debug/allegiance is not there. Arguments go to gambit.py:
# `--lambda 1.01` shows it red.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x .venv-gambit/bin/python ] || python3 -m venv .venv-gambit
# It comes as sources: what is compiled is only to be right.
CFLAGS="-O1 -g0" .venv-gambit/bin/pip install --quiet --disable-pip-version-check -r checks/gambit-requirements.txt
[ -x target/debug/allegiance ] || cargo build --locked
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
exec .venv-gambit/bin/python checks/gambit.py target/debug/allegiance "$@"
