#!/usr/bin/env bash
# The binary as a user meets it (PORTCULLIS_BIN, else the one that the tests built): each demo to its end, two clients that we
# did not write on its simulated GitLab, then every page in a browser. Says what is
# skipped, and why.
set -euo pipefail
cd "$(dirname "$0")/.."
target=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)
export PORTCULLIS_BIN="${PORTCULLIS_BIN:-$target/debug/portcullis}"

for scenario in leaked-token compromised-user compromised-bot exposed-job-token \
  ci-secret-exposure compromised-instance misconfigured-settings; do
  echo "demo: $scenario"
  "$PORTCULLIS_BIN" demo --headless --scenario "$scenario" --json 2>/dev/null |
    node -e '
      const report = JSON.parse(require("fs").readFileSync(0, "utf8"));
      const checks = ["contained", "swept_clean", "undo_restores_state", "refused_what_must_be", "ledger_verified", "no_secret_written"];
      const failed = checks.filter((check) => report[check] !== true);
      const outside = report.probes.every((probe) => probe.locked_out === true);
      console.log(`  contained in ${report.first_event_to_containment_ms} ms, ${report.events} events, ${report.findings.length} findings, ${report.acts.length} acts, ${report.undone} undone`);
      if (failed.length) console.error(`  NOT: ${failed.join(", ")}`);
      process.exit(failed.length === 0 && outside ? 0 : 1);'
done

clients() { # runs both clients against a range of the binary, each its own
  for client in python-gitlab gitbeaker; do
    case "$client" in
      python-gitlab)
        python=${PORTCULLIS_VENV:-$HOME/.cache/portcullis/venv}/bin/python3
        [ -x "$python" ] || python=python3
        run=("$python" tests/python-gitlab/test_range.py)
        "$python" -c 'import gitlab' 2>/dev/null || { echo "skipped: python-gitlab (pip install python-gitlab)" >&2; continue; } ;;
      gitbeaker)
        run=(npm --prefix tests/gitbeaker test --silent)
        [ -d tests/gitbeaker/node_modules ] || npm --prefix tests/gitbeaker ci --no-audit --no-fund --silent ;;
    esac
    echo "range: $client"
    said=$(mktemp)
    "$PORTCULLIS_BIN" range serve --json >"$said" &
    range=$!
    until node -e 'JSON.parse(require("fs").readFileSync(process.argv[1]))' "$said" 2>/dev/null; do
      kill -0 "$range" || { cat "$said" >&2; return 1; }
    done
    field() { node -p "JSON.parse(require('fs').readFileSync('$said')).$1"; }
    status=0
    RANGE_URL=$(field url) RANGE_TOKEN=$(field admin_token) "${run[@]}" >"$said.log" 2>&1 || status=$?
    [ "$status" = 0 ] || cat "$said.log" >&2
    kill "$range"; wait "$range" 2>/dev/null || true
    rm -f "$said" "$said.log"
    [ "$status" = 0 ] || return "$status"
  done
}
clients

chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [ -z "$chromium" ]; then
  echo "skipped: the pages in a browser (install Chromium: apt-get install chromium, or set CHROMIUM)" >&2
  exit 0
fi
[ -d tests/e2e/node_modules ] || npm --prefix tests/e2e ci --no-audit --no-fund --silent
CHROMIUM=$chromium npm --prefix tests/e2e test --silent
