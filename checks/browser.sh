# What the checks in a browser have in common, to be read by them from the root of the repository: chromium is there, Python with what
# checks/brief.txt pins is in $venv, axe-core in $venv/$axe. `missing` holds packages of Debian that the check lacks beside.
# BRIEF_WITHOUT_BROWSER=1 lets a check pass where there is no chromium.
axe=axe-core-4.14.1
axe_sum=e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745
command -v chromium >/dev/null || missing+=(chromium fonts-dejavu-core)
if ((${#missing[@]})) && [ "${CI:-}" = true ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -q >/dev/null && apt-get install -q -y --no-install-recommends "${missing[@]}" >/dev/null || true
fi
if ! command -v chromium >/dev/null; then
  echo "chromium is not there (Debian: apt-get install chromium fonts-dejavu-core): nothing was looked at" >&2
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
