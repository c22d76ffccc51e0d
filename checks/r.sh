#!/usr/bin/env bash
# The R of docs/how-to/r.md, run in the order of the page on the run that the page makes. Where R or jsonlite is not there it says
# so and passes; in CI it installs Debian's r-base-core and r-cran-jsonlite where it may. Needs Rust if target/debug/allegiance is
# not there.
set -euo pipefail
cd "$(dirname "$0")/.."
there() { command -v Rscript >/dev/null && Rscript --vanilla -e 'loadNamespace("jsonlite")' >/dev/null 2>&1; }
export DEBIAN_FRONTEND=noninteractive
if ! there && [ "${CI:-}" = true ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -q >/dev/null && apt-get install -q -y --no-install-recommends r-base-core r-cran-jsonlite >/dev/null || true
fi
if ! there; then
  echo "skipped: no R, or no jsonlite (Debian: apt-get install r-base-core r-cran-jsonlite)"
  exit 0
fi
[ -x target/debug/allegiance ] || cargo build --locked
page=$PWD/docs/how-to/r.md
PATH=$PWD/target/debug:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# The blocks of a language.
blocks() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{/^\`\`\`/d;p}" "$page"; }
blocks sh >page.sh
blocks r >page.R
test -s page.R
bash -e page.sh >/dev/null
Rscript --vanilla page.R
test -s events.png
