#!/usr/bin/env bash
# A brief in a browser: nothing is loaded, nothing is complained of, nothing needs scrolling sideways at 360 px, and it
# prints to at most eight A4 pages of text that can be selected.
#   checks/brief.sh BRIEF.html [FOLDER]      FOLDER, if given, gets the PDF and screenshots
# Needs python3 and Debian's chromium, which it installs in CI where it may; installs pypdf, pinned, into .venv-brief.
# BRIEF_WITHOUT_BROWSER=1 lets the check pass where there is no chromium.
set -euo pipefail
brief=$(realpath "$1")
folder=${2:-}
if [ -n "$folder" ]; then
  mkdir -p "$folder"
  folder=$(realpath "$folder")
fi
cd "$(dirname "$0")/.."
if ! command -v chromium >/dev/null && [ "${CI:-}" = true ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -q >/dev/null && apt-get install -q -y --no-install-recommends chromium fonts-dejavu-core >/dev/null || true
fi
if ! command -v chromium >/dev/null; then
  echo "chromium is not there (Debian: apt-get install chromium fonts-dejavu-core): the brief was not looked at" >&2
  [ "${BRIEF_WITHOUT_BROWSER:-}" = 1 ] && exit 0
  exit 1
fi
venv=.venv-brief
pins=checks/brief.txt
if ! cmp -s "$pins" "$venv/installed.txt"; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps -r "$pins"
  cp "$pins" "$venv/installed.txt"
fi
"$venv/bin/python" -B checks/brief.py "$brief" ${folder:+"$folder"}
