#!/bin/sh
# Says exactly what is missing and how to get it, before anything fails in the middle.
missing=0
for tool in "$@"; do
  command -v "$tool" >/dev/null 2>&1 && continue
  missing=1
  case "$tool" in
    node|npm) echo "missing: $tool. Install Node.js 20 or newer (Debian: apt-get install nodejs npm)." >&2 ;;
    cc) echo "missing: a C compiler (Debian: apt-get install build-essential)." >&2 ;;
    cargo) echo "missing: cargo. Install Rust with rustup (https://rustup.rs)." >&2 ;;
    *) echo "missing: $tool." >&2 ;;
  esac
done
exit $missing
