#!/usr/bin/env bash
# Every reader of the program beside a fuzzer that is guided by coverage: libFuzzer, on stable Rust, without cargo-fuzz. Prints
# for each target how often it was tried, the edges and inputs that were found, and what went wrong. Ends with 1 if a target
# crashed, took more than 10 s over an input or more than 2 GiB; the input is kept in fuzz/artifacts/.
#   checks/fuzz.sh [SECONDS] [TARGET...]      600 s in all and every target unless stated, two at a time
# Seeds are the repository's own files and fuzz/seeds. One input again: target/fuzz/TRIPLE/debug/TARGET FILE
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-600}
targets=(scenario template record draws answers lexicon manifest summary checkpoint arguments)
if (($# > 1)); then targets=("${@:2}"); fi
at_a_time=2
share=$((seconds * at_a_time / ${#targets[@]}))
host=$(rustc -vV | sed -n 's/^host: //p')
programs=target/fuzz/$host/debug
# In memory if there is such a folder: the readers are given files, some thousand a second.
memory=/dev/shm
[ -w "$memory" ] || memory=${TMPDIR:-$(dirname "$(mktemp -u)")}
work=$(mktemp -d -p "$memory")
trap 'rm -rf "$work"' EXIT

# With a target named, the flags are not those of build scripts and procedural macros.
RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4
  -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
  -Cllvm-args=-sanitizer-coverage-trace-compares" \
  cargo build --locked --quiet --manifest-path fuzz/Cargo.toml --target "$host" --target-dir target/fuzz

# A file for the fuzzer to begin with, under a name of its own.
seed() { for file in "$@"; do cp "$file" "$work/$target/seeds/${file//\//-}"; done; }

seeds() {
  case $target in
    scenario) seed scenarios/*.toml scenarios/limits/*.toml tests/fixtures/bad/*.toml ;;
    record) seed scenarios/history/belarus-1997-*.csv tests/fixtures/bad-records/*.csv ;;
    answers) seed scenarios/history/*-answers.csv tests/fixtures/bad-answers/*.csv ;;
    template) seed src/report/brief/*.j2 fuzz/seeds/template/* ;;
    *) seed "fuzz/seeds/$target"/* ;;
  esac
}

# Words of the inputs: the keys of scenarios from the page of reference, the words of the templates.
{
  grep -ohE '`[a-z_.]+`' docs/scenario.md | tr -d '`'
  grep -ohE '[a-z_]{3,}' src/report/brief/*.j2
} | sort -u | sed 's/.*/"&"/' >"$work/words"

# A target for its share of the time, and a line on it.
attacked() {
  local target=$1 log=$work/$1/log ended=0 kept=fuzz/artifacts/$1
  mkdir -p "$work/$target"/{seeds,corpus,files} "$kept"
  seeds
  TMPDIR=$work/$target/files "$programs/$target" "$work/$target/corpus" "$work/$target/seeds" -seed=1 -dict="$work/words" \
    -max_total_time="$share" -timeout=10 -report_slow_units=2 -rss_limit_mb=2048 -max_len=16384 -print_final_stats=1 \
    -artifact_prefix="$kept/" >"$log" 2>&1 || ended=$?
  said() { sed -n "s/^stat::$1: *//p" "$log" | tail -1; }
  printf '%-11s %8s executions, %6s edges, %5s inputs kept, slowest %s s, %s MiB, %s\n' "$target" \
    "$(said number_of_executed_units)" "$(grep -oE 'cov: [0-9]+' "$log" | tail -1 | tr -dc 0-9)" \
    "$(find "$work/$target/corpus" -type f | wc -l)" "$(said slowest_unit_time_sec)" "$(said peak_rss_mb)" \
    "$( ((ended)) && echo "FAILED ($ended)" || echo 'no crash')"
  if ((ended)); then
    grep -vE '^(#|stat::|###|INFO:)' "$log" | tail -40
    return 1
  fi
  rmdir --ignore-fail-on-non-empty "$kept"
}

failed=0
running=0
for target in "${targets[@]}"; do
  if ((running == at_a_time)); then
    wait -n || failed=1
    running=$((running - 1))
  fi
  attacked "$target" &
  running=$((running + 1))
done
while ((running)); do
  wait -n || failed=1
  running=$((running - 1))
done
exit "$failed"
