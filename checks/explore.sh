#!/usr/bin/env bash
# The pages of `allegiance explore` in a browser: every number on them is that of `propagate` with the command that the page
# gives, over settings made through its own controls; how long an answer takes; keyboard, axe-core, address, undo, exports, print.
#   checks/explore.sh PROGRAM [FOLDER]      FOLDER, if given, gets the PDF and screenshots
# Needs what checks/brief.sh needs, without LibreOffice.
set -euo pipefail
program=$(realpath "$1")
folder=${2:-}
if [ -n "$folder" ]; then
  mkdir -p "$folder"
  folder=$(realpath "$folder")
fi
cd "$(dirname "$0")/.."
missing=()
. checks/browser.sh
"$venv/bin/python" -B checks/explore.py "$program" "$venv/$axe/package/axe.min.js" ${folder:+"$folder"}
