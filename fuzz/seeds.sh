#!/bin/sh
# Fills fuzz/corpus from the golden files, one seed a line: sh fuzz/seeds.sh
set -eu
cd "$(dirname "$0")"
for log in audit_stream audit_rest audit_json api_json; do
    mkdir -p "corpus/$log"
    cat ../fixtures/gitlab/*/"$log".jsonl ../fixtures/gitlab/other/*.jsonl | split -l 1 - "corpus/$log/seed-"
done
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
