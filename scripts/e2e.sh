#!/usr/bin/env bash
# The release binary as a user meets it: both demos to their end, then every page
# in a browser. Says what is skipped, and why.
set -euo pipefail
cd "$(dirname "$0")/.."
target=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)
export PORTCULLIS_BIN="$target/release/portcullis"

for scenario in leaked-token compromised-user; do
  echo "demo: $scenario"
  "$PORTCULLIS_BIN" demo --headless --scenario "$scenario" --json 2>/dev/null |
    node -e '
      const report = JSON.parse(require("fs").readFileSync(0, "utf8"));
      const good = report.contained === true && report.attacker_status === 401 && report.ledger_verified === true && report.sweep_remaining === 0;
      console.log(`  contained in ${report.first_event_to_containment_ms} ms, ${report.events} events, ${report.findings.length} findings, ${report.acts.length} acts`);
      process.exit(good ? 0 : 1);'
done

chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [ -z "$chromium" ]; then
  echo "skipped: the pages in a browser (install Chromium: apt-get install chromium, or set CHROMIUM)" >&2
  exit 0
fi
[ -d tests/e2e/node_modules ] || npm --prefix tests/e2e ci --no-audit --no-fund --silent
CHROMIUM=$chromium npm --prefix tests/e2e test --silent
