#!/usr/bin/env bash
# Licences, sources, duplicates and known faults of every crate in Cargo.lock, by deny.toml. Installs cargo-deny, pinned, into
# target/deny: minutes of processor time, once. The database of known faults comes from the internet (github.com): if it is out
# of reach, that part is left out, and said so; ADVISORIES=required makes that a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
version=0.20.2
deny=target/deny/bin/cargo-deny
if [ "$("$deny" --version 2>/dev/null)" != "cargo-deny $version" ]; then
  cargo install cargo-deny --version "$version" --locked --no-default-features --debug --quiet --root target/deny \
    --target-dir target/deny/build
  rm -rf target/deny/build
fi
"$deny" --locked --log-level warn check licenses bans sources
if timeout 120 "$deny" fetch db >/dev/null 2>&1; then
  "$deny" --locked --log-level warn check advisories
elif [ "${ADVISORIES:-}" = required ]; then
  echo "the database of known faults cannot be fetched" >&2
  exit 1
else
  echo "NOT CHECKED: known faults (advisories). Their database cannot be fetched from here; licences, duplicates and sources were checked" >&2
fi
