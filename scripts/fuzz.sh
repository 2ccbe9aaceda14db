#!/bin/sh
# Runs every fuzz target for so many seconds: sh scripts/fuzz.sh [SECONDS] [TARGET…]
# Needs cargo-fuzz and a nightly toolchain. One line a target; ends with 1 if one fell.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-60}
[ $# -eq 0 ] || shift
sh fuzz/seeds.sh
targets=${*:-$(ls fuzz/fuzz_targets | sed 's/\.rs$//')}
fallen=0
for target in $targets; do
    log="fuzz/$target.log"
    if cargo +nightly fuzz run --jobs 1 "$target" -- -dict=fuzz/gitlab.dict \
        -max_total_time="$seconds" -max_len=65536 -rss_limit_mb=1024 -print_final_stats=1 >"$log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
        echo "$target: $runs inputs in $seconds s, none fell"
    else
        fallen=1
        echo "$target: FELL, see $log"
    fi
done
exit "$fallen"
