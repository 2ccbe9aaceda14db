#!/bin/sh
# Fills fuzz/corpus from the golden files, one seed a line: sh fuzz/seeds.sh
set -eu
cd "$(dirname "$0")"
for log in audit_stream audit_rest audit_json api_json; do
    mkdir -p "corpus/$log"
    cat ../fixtures/gitlab/*/"$log".jsonl ../fixtures/gitlab/other/*.jsonl | split -l 1 - "corpus/$log/seed-"
done
mkdir -p corpus/log_line corpus/text_line corpus/system_hook corpus/audit_csv
cat ../fixtures/gitlab/*/*_json.jsonl ../fixtures/gitlab/*/git*.jsonl ../fixtures/gitlab/*/workhorse.jsonl \
    ../fixtures/gitlab/*/sidekiq.jsonl ../fixtures/gitlab/*/web_hooks.jsonl ../fixtures/gitlab/shipped/*.jsonl |
    split -l 1 -a 3 - corpus/log_line/seed-
cat ../fixtures/gitlab/*/*.log | split -l 1 - corpus/text_line/seed-
cat ../fixtures/gitlab/*/system_hook.jsonl | split -l 1 - corpus/system_hook/seed-
cp ../fixtures/gitlab/*/*.csv corpus/audit_csv/
mkdir -p corpus/split
for file in ../fixtures/gitlab/*/*.jsonl; do
    name=$(echo "$file" | tr -c 'a-z0-9\n' '-')
    { printf '['; paste -s -d , "$file"; printf ']'; } >"corpus/split/$name"
done
for target in job_log ci_config cloud_audit; do
    mkdir -p "corpus/$target"
done
cp ../fixtures/ci/*.log corpus/job_log/
cp ../fixtures/ci/*.yml ../fixtures/ci/*.sh corpus/ci_config/
cp ../fixtures/ci/*.json ../fixtures/ci/*.csv corpus/cloud_audit/
for target in calendar cacao diff proof redaction; do
    mkdir -p "corpus/$target"
done
find ../crates ../fixtures -name '*.ics' -exec cp {} corpus/calendar/ \;
find ../crates ../fixtures -path '*cacao*' -name '*.json' -exec cp {} corpus/cacao/ \;
find ../fixtures -name '*.diff' -exec cp {} corpus/diff/ \;
find ../crates/ledger ../fixtures -name '*.tlog-proof' -exec cp {} corpus/proof/ \;
cat ../fixtures/gitlab/*/api_json.jsonl ../fixtures/gitlab/*/*.log | split -l 3 - corpus/redaction/seed-
# What no golden file holds: recordings of traffic, bundles, stamps of an authority (over "a head").
for folder in seeds/*; do
    mkdir -p "corpus/${folder#seeds/}"
    cp "$folder"/* "corpus/${folder#seeds/}/"
done
mkdir -p corpus/archive
tar -cf corpus/archive/seed.tar -C ../fixtures/ci .
gzip -kc corpus/archive/seed.tar >corpus/archive/seed.tar.gz
python3 -m zipfile -c corpus/archive/seed.zip ../fixtures/ci/*.log
for pack in zstd xz bzip2; do
    if command -v "$pack" >/dev/null; then "$pack" -kc ../fixtures/ci/*.log >"corpus/archive/seed.$pack"; fi
done
