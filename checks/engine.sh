#!/usr/bin/env bash
# The engine of `allegiance explore`: that the kept module is what its sources build, and that it computes what the program
# computes, number by number.
#   checks/engine.sh PROGRAM
# Needs Node 20, and rustup with a way to its target for browsers. Where that cannot be had, the first part is left out, and said
# so; ENGINE=required makes that a failure.
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/.."
kept=assets/explore
if [ "$(explore/build.sh --sources)" != "$(cat "$kept/engine.sources")" ]; then
  echo "the sources of the engine have changed since it was built: run explore/build.sh" >&2
  exit 1
fi
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
# Into a file: `grep -q` closes a pipe at the first hit, and the failure of the other end would pass for "not found".
gunzip -c "$kept/engine.wasm.gz" >"$out/kept.wasm"
target=wasm32-unknown-unknown
if rustup target list --installed 2>/dev/null | grep -x "$target" >/dev/null || rustup target add "$target"; then
  explore/build.sh "$out"
  if ! gunzip -c "$out/engine.wasm.gz" | cmp - "$out/kept.wasm"; then
    echo "$kept/engine.wasm.gz is not what its sources build: run explore/build.sh" >&2
    exit 1
  fi
elif [ "${ENGINE:-}" = required ]; then
  echo "rustup cannot fetch $target" >&2
  exit 1
else
  echo "NOT CHECKED: that $kept/engine.wasm.gz is what its sources build. rustup cannot fetch $target from here" >&2
fi
if grep -aqF -e "$HOME/" -e "$PWD/" "$out/kept.wasm"; then
  echo "$kept/engine.wasm.gz holds a path of a machine" >&2
  exit 1
fi
# Node 20 has relaxed SIMD behind an option, which later versions no longer know.
relaxed=(node)
node --experimental-wasm-relaxed-simd -e 0 2>/dev/null && relaxed+=(--experimental-wasm-relaxed-simd)
for asked in belarus-2020:50 belarus-1996-2025:13 armenia-2018:8 two-rivers:12; do
  scenario=scenarios/${asked%:*}.toml
  [ -f "$scenario" ] || scenario=checks/${asked%:*}.toml
  "$program" explore "$scenario" -o "$out/${asked%:*}.html" >/dev/null
  told=("$program" "$out/${asked%:*}.html" "$scenario")
  "${relaxed[@]}" checks/engine.mjs "${told[@]}" "${asked#*:}"
  node checks/engine.mjs "${told[@]}" 5 plain
done
