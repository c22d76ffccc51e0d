#!/usr/bin/env bash
# A brief in a browser: nothing is loaded, nothing is complained of, nothing needs scrolling sideways at 360 px, axe-core finds
# no violation, and it prints to three to six A4 pages (to eight in depth) of text that can be selected. Pandoc keeps its pictures; LibreOffice
# makes .docx and .odt of the page for word processors, with its pictures, headings and tables, and prints it.
#   checks/brief.sh BRIEF.html [FOLDER]      FOLDER, if given, gets the PDF and screenshots
# Needs python3, npm and Debian's chromium and libreoffice-writer-nogui, which it installs in CI where it may; installs pypdf,
# pandoc and axe-core, pinned, into .venv-brief.
# BRIEF_WITHOUT_BROWSER=1 lets the check pass where there is no chromium. Without LibreOffice it says so and goes on.
set -euo pipefail
brief=$(realpath "$1")
folder=${2:-}
if [ -n "$folder" ]; then
  mkdir -p "$folder"
  folder=$(realpath "$folder")
fi
cd "$(dirname "$0")/.."
axe=axe-core-4.14.1
axe_sum=e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745
missing=()
command -v chromium >/dev/null || missing+=(chromium fonts-dejavu-core)
command -v soffice >/dev/null || missing+=(libreoffice-writer-nogui fonts-liberation)
if ((${#missing[@]})) && [ "${CI:-}" = true ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -q >/dev/null && apt-get install -q -y --no-install-recommends "${missing[@]}" >/dev/null || true
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
if ! [ -f "$venv/$axe/package/axe.min.js" ]; then
  mkdir -p "$venv/$axe"
  (cd "$venv/$axe" && npm pack --silent "${axe%-*}@${axe##*-}" >/dev/null && echo "$axe_sum  $axe.tgz" | sha256sum --check --quiet && tar xzf "$axe.tgz")
fi
"$venv/bin/python" -B checks/brief.py "$brief" "$venv/$axe/package/axe.min.js" ${folder:+"$folder"}
