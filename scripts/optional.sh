#!/bin/sh
# Runs a check whose tool is not everybody's; says so when it is skipped.
# usage: optional.sh TOOL COMMAND…
tool=$1; shift
if command -v "$tool" >/dev/null 2>&1; then
  echo "$*"; exec "$@"
fi
echo "skipped: '$*' ($tool is not installed; get it with: cargo install --locked $( [ "$tool" = typos ] && echo typos-cli || echo "$tool" ))" >&2
