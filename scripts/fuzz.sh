#!/bin/sh
# Runs every fuzz target for so many seconds: sh scripts/fuzz.sh [SECONDS] [TARGET…]
# Needs cargo-fuzz, and a nightly toolchain or RUSTC_BOOTSTRAP=1 (then with the toolchain of the
# repository). One line a target; ends with 1 if one fell or cannot be built.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-60}
[ $# -eq 0 ] || shift
fuzz="cargo fuzz"
if [ -z "${RUSTC_BOOTSTRAP:-}" ]; then
    if cargo +nightly --version >/dev/null 2>&1; then
        fuzz="cargo +nightly fuzz"
    else
        echo "no nightly toolchain: taking the repository's own with RUSTC_BOOTSTRAP=1"
        export RUSTC_BOOTSTRAP=1
    fi
fi
sh fuzz/seeds.sh
targets=${*:-$(ls fuzz/fuzz_targets | sed 's/\.rs$//')}
fallen=0
for target in $targets; do
    log="fuzz/$target.log"
    if ! $fuzz build "$target" >"$log" 2>&1; then
        fallen=1
        echo "$target: CANNOT BE BUILT, see $log"
    elif $fuzz run --jobs 1 "$target" -- -dict=fuzz/gitlab.dict -max_total_time="$seconds" \
        -max_len=65536 -timeout=20 -rss_limit_mb=1024 -print_final_stats=1 >"$log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
        echo "$target: $runs inputs in $seconds s, none fell"
    else
        fallen=1
        echo "$target: FELL, see $log"
    fi
done
exit "$fallen"
