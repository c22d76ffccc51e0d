#!/usr/bin/env bash
# Rust's own linker for the module, without what the crates of the charts export for tools that nobody uses here: a tenth of
# its bytes. Called by explore/build.sh.
set -euo pipefail
kept=()
while (($#)); do
  if [[ $1 == --export && $2 == __wbindgen_* ]]; then
    shift 2
  else
    kept+=("$1")
    shift
  fi
done
host=$(rustc -vV | sed -n 's/^host: //p')
exec "$(rustc --print sysroot)/lib/rustlib/$host/bin/rust-lld" "${kept[@]}"
