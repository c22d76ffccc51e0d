#!/usr/bin/env bash
# The Python package python/: its wheel is built and installed, its hints checked, and its numbers held against the program's
# (docs/how-to/python.md). Installs what it needs, pinned, into .venv-python of this folder's parent; needs Rust, and python3
# from 3.11 on. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=.venv-python
pins=(checks/python-requirements.txt checks/prim.txt)
if ! cat "${pins[@]}" | cmp -s - "$venv/installed.txt"; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "${pins[@]/#/-r}"
  cat "${pins[@]}" >"$venv/installed.txt"
fi
[ -x target/debug/allegiance ] || cargo build --locked
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Into the folder of the program: both are made of the same packages, which are built once.
CARGO_TARGET_DIR=target "$venv/bin/maturin" build --quiet --locked --auditwheel skip --interpreter "$venv/bin/python" \
  --manifest-path python/Cargo.toml --out "$work"
"$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --force-reinstall "$work"/*.whl
(cd python && "../$venv/bin/mypy" --cache-dir "$work/mypy")
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 ALLEGIANCE=$PWD/target/debug/allegiance
# From a folder without sources, so that what is tested is what was installed.
cd "$work"
"$OLDPWD/$venv/bin/python" -B -m pytest -q -p no:cacheprovider --import-mode=append "$OLDPWD/python/tests" "$@"
