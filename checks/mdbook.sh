#!/usr/bin/env bash
# The book: docs/ as web pages in target/book. Installs mdBook, pinned, into target/mdbook, without the parts that serve and
# search: a minute of processor time, once. Links are held by tests/suite/book.rs.
set -euo pipefail
cd "$(dirname "$0")/.."
version=0.5.4
mdbook=target/mdbook/bin/mdbook
if [ "$("$mdbook" --version 2>/dev/null)" != "mdbook v$version" ]; then
  cargo install mdbook --version "$version" --locked --no-default-features --debug --quiet --root target/mdbook \
    --target-dir target/mdbook/build
  rm -rf target/mdbook/build
fi
"$mdbook" build docs
