#!/usr/bin/env bash
# The workbook of a run, as other programs see it: LibreOffice opens it with German and with Russian settings, where a comma stands
# before decimals, and finds numbers equal to the run's tables, text as text and no error; two workbooks of a run are the same
# bytes.
#   checks/workbook.sh PROGRAM FOLDER      FOLDER gets a small run and all that is made of it
# Needs python3 and LibreOffice Calc (Debian: libreoffice-calc-nogui), which it installs in CI where it may. There is no pin for
# LibreOffice: any version must read the file.
set -euo pipefail
program=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
cd "$(dirname "$0")/.."
. checks/office.sh
export DEBIAN_FRONTEND=noninteractive
if ! office sc && [ "${CI:-}" = true ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -q >/dev/null && apt-get install -q -y --no-install-recommends libreoffice-calc-nogui >/dev/null || true
fi
if ! command -v soffice >/dev/null || ! office sc; then
  echo "LibreOffice Calc is not there (Debian: apt-get install libreoffice-calc-nogui): the workbook was not opened" >&2
  exit 1
fi

# What a spreadsheet could take for something else: grounds that begin like a formula, events that are numbers.
cp scenarios/belarus-*.toml "$out" # a base stands beside the scenario
cp -r scenarios/history "$out"
cat >"$out/hard.toml" <<'END'
base = "belarus-2020.toml"
title = "Sums, \"quotes\" & <marks>"

[client]
delivery = 0.8 # =HYPERLINK("nowhere")

[[event]]
name = "1e5"
says = "a dispute comes"
when = ["disputes >= 1"]

[[event]]
name = "1,5"
says = "two disputes come"
when = ["disputes >= 2"]
END
small=(--set simulation.draws=6 --set simulation.paths=8)
"$program" run "$out/hard.toml" "${small[@]}" -o "$out/run" >/dev/null
"$program" compare "$out/hard.toml" --vary client.delivery=0.6,0.9 "${small[@]}" -o "$out/varied" >/dev/null
for name in one two; do "$program" export "$out/run" --xlsx --variants "$out/varied" -o "$out/$name.xlsx" >/dev/null; done
cmp "$out/one.xlsx" "$out/two.xlsx"

# Each language in a profile of its own, so that no setting of this user counts.
for language in de-DE ru-RU; do
  profile=$out/profile-$language
  rm -rf "$profile" "$out/$language"
  mkdir -p "$profile/user" "$out/$language"
  cat >"$profile/user/registrymodifications.xcu" <<END
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>$language</value></prop></item>
</oor:items>
END
  soffice "-env:UserInstallation=file://$profile" --headless --convert-to fods --outdir "$out/$language" "$out/one.xlsx" >"$profile/said.txt" 2>&1 || true
  # It ends well also where it wrote nothing.
  [ -s "$out/$language/one.fods" ] || { cat "$profile/said.txt" >&2; exit 1; }
done
exec python3 -B checks/workbook.py "$out"
