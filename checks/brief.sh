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
missing=()
. checks/office.sh
office sw || missing+=(libreoffice-writer-nogui fonts-liberation)
. checks/browser.sh
if office sw; then export WRITER=1; fi
"$venv/bin/python" -B checks/brief.py "$brief" "$venv/$axe/package/axe.min.js" ${folder:+"$folder"}
